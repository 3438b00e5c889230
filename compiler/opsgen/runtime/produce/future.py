"""The check of staged rows in two parts: most rules are about the new rows, others about all rows readers will see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from opsgen.graph.partitioned import materialization_of
from opsgen.runtime.check.result import worst
from opsgen.runtime.check.run import check
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.runtime.staging.merge import Merge
from opsgen.runtime.staging.source import graph_with, with_dataset
from opsgen.sql.rules.relation import Relation, SourceColumn
from opsgen.sql.rules.rule import Freshness, Query, Statistic, Unique
from opsgen.sql.rules.rules import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Source
    from opsgen.runtime.check.result import CheckResult
    from opsgen.runtime.check.run import Options
    from opsgen.runtime.engines.engine import Engine
    from opsgen.sql.rules.rule import Rule

PUBLISHED = " (published)"
"""Marks the published rows among datasets. No dataset of a spec can have such a name."""


class Staged(NamedTuple):
    """Staged rows of a dataset that others of its rows are published beside."""

    graph: EnvironmentGraph
    """The graph in which the dataset is as the spec has it."""
    dataset: str
    source: Source
    """The source of the staged rows."""

    @property
    def with_published(self) -> EnvironmentGraph:
        """The graph in which the dataset is the staged rows, and another one the published rows."""
        return with_dataset(self.new, self.dataset + PUBLISHED, self.graph.spec.datasets[self.dataset])

    @property
    def new(self) -> EnvironmentGraph:
        """The graph in which the dataset is the staged rows."""
        return graph_with(self.graph, self.dataset, self.source)


def check_staged(
    staged: Staged, about_all: Collection[str], future: Callable[[Engine], Relation], project: str, options: Options
) -> CheckResult:
    """Check staged rows. The rules that `about_all` names are checked on the rows that `future` returns."""
    name = staged.dataset
    first = check(staged.new, [name], project, replace(options, judges=lambda rule: rule.name not in about_all))
    if not about_all or not first.datasets[0].rules:
        return first
    of_all = replace(
        options,
        judges=lambda rule: rule.name in about_all,
        relation=lambda engine, _: future(engine),
        beside=(name + PUBLISHED,),
    )
    return merged(first, check(staged.with_published, [name], project, of_all))


def check_increment(staged: Staged, project: str, options: Options) -> CheckResult:
    """Check rows that are merged into a table by a key: `materialize: incremental`."""
    dataset = staged.graph.spec.datasets[staged.dataset]
    about_all = {rule.name for rule in rules(staged.dataset, dataset) if is_about_table(rule)}
    return check_staged(staged, about_all, lambda engine: _after_merge(engine, staged), project, options)


def is_about_table(rule: Rule) -> bool:
    """Whether a rule is about the whole table that new rows are merged into.

    An aggregate without a `scope` is about the dataset, as it is when `opsgen check` reads what is published.
    """
    match rule.test:
        case Unique() | Query() | Freshness():
            return True
        case Statistic():
            return rule.scope != "partition"
    return False


def _after_merge(engine: Engine, staged: Staged) -> Relation:
    """The table as the publication will leave it."""
    name = staged.dataset
    new = engine.relation(name)
    try:
        published = engine.relation(name + PUBLISHED)
    except UnreadableError:  # Nothing is published yet.
        return new
    columns = [column.name for column in new.columns]
    known = {name for name in columns if published.column(name) is not None}
    how = materialization_of(staged.graph.spec.datasets[name])
    merge = Merge(published.select().subquery(), new.select().subquery(), columns, how)
    kinds = tuple(SourceColumn(each.name, each.type, each.kind) for each in new.columns)
    return Relation(name, merge.result(known).subquery("rows"), kinds, new.dialect)


def merged(first: CheckResult, second: CheckResult) -> CheckResult:
    """One result of two checks of the same dataset, each of other rules."""
    (one,), (two,) = first.datasets, second.datasets
    both = replace(
        one,
        outcome=worst([one.outcome, two.outcome]),
        seconds=round(one.seconds + two.seconds, 6),
        rules=(*one.rules, *two.rules),
        message=one.message or two.message,
    )
    return replace(first, outcome=both.outcome, seconds=round(first.seconds + second.seconds, 6), datasets=(both,))
