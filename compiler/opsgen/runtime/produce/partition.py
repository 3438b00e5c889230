"""The check of one new partition: most rules are about its rows, others about all rows that readers would see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from opsgen.graph.partitioned import grains_in, materialization_of
from opsgen.graph.partitions.declared import partitioning_of
from opsgen.runtime.check.result import worst
from opsgen.runtime.check.run import check
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.runtime.engines.open import Engines
from opsgen.runtime.produce.future import PUBLISHED, Staged, check_increment, check_staged, merged
from opsgen.runtime.produce.task import location
from opsgen.runtime.staging.source import graph_with, of_partition
from opsgen.runtime.staging.store import StagingError
from opsgen.sql.rules.partition import outside, within
from opsgen.sql.rules.relation import Relation, SourceColumn
from opsgen.sql.rules.rule import Freshness, Query, Unique
from opsgen.sql.rules.rules import rules
from opsgen.sql.rules.table import RuleTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.partitions.keys import Key
    from opsgen.graph.partitions.partitioning import Partitioning
    from opsgen.language.dataset import Source
    from opsgen.runtime.check.result import CheckResult
    from opsgen.runtime.check.run import Options
    from opsgen.runtime.engines.engine import Engine
    from opsgen.sql.rules.rule import Rule


class StagedPartition(NamedTuple):
    """A partition that is staged and not published yet."""

    graph: EnvironmentGraph
    """The graph in which the dataset is as the spec has it."""
    dataset: str
    staged: Source
    key: Key
    folder: Path
    """The project's folder."""

    @property
    def partitioning(self) -> Partitioning:
        found = partitioning_of(self.graph.spec.datasets[self.dataset])
        if found is None:
            raise ValueError(f"{self.dataset} has no partitions")
        return found


def is_about_all(rule: Rule, partitioning: Partitioning) -> bool:
    """Whether a rule is about all partitions together, and not about each by itself."""
    match rule.test:
        case Unique(columns=columns):
            # Rows of two partitions differ in the column that says which partition a row is of.
            return partitioning.column not in columns
        case Query() | Freshness():
            return True
    return rule.scope == "dataset"


def check_partition(part: StagedPartition, project: str, options: Options) -> CheckResult:
    """Check a staged partition. Only rules about all partitions read the others."""
    staged, dataset = Staged(part.graph, part.dataset, part.staged), part.graph.spec.datasets[part.dataset]
    if materialization_of(dataset).mode == "incremental":
        return check_increment(staged, project, options)
    about_all = {rule.name for rule in rules(part.dataset, dataset) if is_about_all(rule, part.partitioning)}
    graph = staged.with_published
    return check_staged(staged, about_all, lambda engine: _as_published(engine, part, graph), project, options)


def check_published(
    graph: EnvironmentGraph, name: str, keys: Sequence[Key], folder: Path, project: str, options: Options
) -> CheckResult:
    """Check published partitions of a dataset, each by itself. Rules about all partitions are checked with each."""
    found = [_check_one(graph, name, key, folder, project, options) for key in keys]
    datasets = tuple(replace(result.datasets[0], name=f"{name} {key}") for key, result in zip(keys, found, strict=True))
    outcome = worst([result.outcome for result in found])
    seconds = round(sum(result.seconds for result in found), 6)
    return replace(found[0], outcome=outcome, seconds=seconds, datasets=datasets)


def _check_one(
    graph: EnvironmentGraph, name: str, key: Key, folder: Path, project: str, options: Options
) -> CheckResult:
    dataset = graph.spec.datasets[name]
    own = of_partition(dataset.source, str(key))
    part = StagedPartition(graph, name, own, key, folder)
    if grains_in(dataset.source.path):  # Each partition has a file of its own.
        return check_partition(part, project, options)
    about_all = {rule.name for rule in rules(name, dataset) if is_about_all(rule, part.partitioning)}
    rows = replace(
        options,
        judges=lambda rule: rule.name not in about_all,
        relation=lambda engine, _: _only(engine, part),
    )
    first = check(graph, [name], project, rows)
    if not about_all or not first.datasets[0].rules:
        return first
    return merged(first, check(graph, [name], project, replace(options, judges=lambda rule: rule.name in about_all)))


def _only(engine: Engine, part: StagedPartition) -> Relation:
    """The rows of one partition of a table."""
    whole = engine.relation(part.dataset)
    table = RuleTable(part.graph.spec.datasets[part.dataset], whole, engine.dialect)
    inside = within(table, part.partitioning, part.key)
    rows = exp.select(exp.Star()).from_(whole.select().subquery("all_partitions")).where(inside)
    columns = tuple(SourceColumn(each.name, each.type, each.kind) for each in whole.columns)
    return Relation(part.dataset, rows.subquery("rows"), columns, whole.dialect)


def refuse_rows_outside(part: StagedPartition) -> None:
    """Raise StagingError for rows that are not of the partition: publishing would double rows, or lose some."""
    graph = graph_with(part.graph, part.dataset, part.staged)
    engines = Engines(graph, [part.dataset], part.folder)
    try:
        engine = engines.of(part.dataset)
        table = RuleTable(graph.spec.datasets[part.dataset], engine.relation(part.dataset), engine.dialect)
        strange = outside(table, part.partitioning, part.key)
        if strange is None:
            return
        rows = table.relation.select().subquery("data")
        count = exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True)
        number = engine.row(exp.select(count).from_(rows).where(strange))["rows"]
    finally:
        engines.close()
    if number:
        what = f"{number:,} row{' is' if number == 1 else 's are'}"
        raise StagingError(
            f"{what} not of the partition {part.key}, by the column `{part.partitioning.column}`; "
            "take only rows from :interval_start to :interval_end"
        )


def _as_published(engine: Engine, part: StagedPartition, graph: EnvironmentGraph) -> Relation:
    """What readers will see: what is published of other partitions, and this one as it is staged."""
    staged = engine.relation(part.dataset)
    try:
        published = engine.relation(part.dataset + PUBLISHED)
    except UnreadableError:  # Nothing is published yet.
        return staged
    names = [column.name for column in staged.columns if published.column(column.name) is not None]
    kept = _without(engine, published, part, graph)
    rows = exp.union(_columns(names, kept), _columns(names, staged.select().subquery("staged")), distinct=False)
    columns = tuple(SourceColumn(each.name, each.type, each.kind) for each in staged.columns if each.name in names)
    return Relation(part.dataset, rows.subquery("rows"), columns, staged.dialect)


def _without(engine: Engine, published: Relation, part: StagedPartition, graph: EnvironmentGraph) -> exp.Subquery:
    """The published rows of all partitions but this one."""
    name = part.dataset + PUBLISHED
    dataset = graph.spec.datasets[name]
    strange = outside(RuleTable(dataset, published, engine.dialect), part.partitioning, part.key)
    if strange is None:
        source = of_partition(dataset.source, str(part.key))
        file = location(graph_with(part.graph, part.dataset, source), part.dataset, part.folder)
        return _without_file(published, file).subquery("published")
    rows = published.select().subquery("all_partitions")
    return exp.select(exp.Star()).from_(rows).where(strange).subquery("published")


def _without_file(published: Relation, file: str) -> exp.Select:
    """The rows of all files but this one, where only the path of a file says which partition a row is of."""
    source = published.source.copy()
    read = source.expressions[0] if isinstance(source, exp.Anonymous) else None
    if not isinstance(read, exp.Literal) or read.name.partition("*")[0] != file[: read.name.find("*")]:
        raise StagingError(
            "rules about all partitions cannot tell the rows of this one from the others; "
            "name the column with its time as `partition.column`"
        )
    source.append("expressions", exp.EQ(this=exp.var("filename"), expression=exp.true()))
    other = exp.column("filename", quoted=True).neq(exp.Literal.string(file))
    return replace(published, source=source).select().where(other)


def _columns(names: Sequence[str], rows: exp.Subquery) -> exp.Select:
    return exp.select(*(exp.column(name, quoted=True) for name in names)).from_(rows)
