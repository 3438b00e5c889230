"""Which files of SQL there are, and what each says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.api import Artifact
from opsgen.backends.sql.file import DatasetFile, RuleQuery
from opsgen.backends.sql.names import Names
from opsgen.backends.sql.queries import of_scan, of_their_own
from opsgen.backends.sql.setup import ENGINES, setup
from opsgen.backends.sql.versions import is_versioned, published
from opsgen.graph.partitioned import with_all_partitions
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.sql import Statement
from opsgen.sql.dialects import DIALECTS as SPOKEN
from opsgen.sql.rules.dependencies import needed
from opsgen.sql.rules.rule import Freshness
from opsgen.sql.rules.rules import rules
from opsgen.sql.rules.table import RuleTable
from opsgen.sql.safety import DIALECTS
from opsgen.sql.sources.declared import declared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen.render.encode.comment import Comment
    from opsgen.sql.rules.rule import Rule


def artifacts(project: ProjectGraph) -> Iterator[Artifact]:
    """Yield a file for each dataset, in each environment that enables the backend."""
    for graph in project.environments:
        output = graph.spec.outputs.sql
        for name in graph.datasets if output is not None else ():
            path = f"{output.path}/{graph.name}/{name}.sql" if output is not None else ""
            yield Artifact(path, "sql/dataset.sql.jinja", {"file": _file(project, graph, name)}, graph.name)


def _file(project: ProjectGraph, graph: EnvironmentGraph, name: str) -> DatasetFile:
    spec = graph.spec
    dialect = DIALECTS[spec.connections[spec.datasets[name].source.connection].type]
    read = needed(graph, [name])
    subjects = {each: _subject(graph, each) for each in read}
    found = rules(name, spec.datasets[name])
    names = Names(rule.name for rule in found)
    scanned = of_scan(found, subjects[name], names)
    own = [(names[rule.name], tree) for rule, tree in of_their_own(found, subjects, names)]
    return DatasetFile(
        source=comment_safe(project.source),
        dataset=comment_safe(name),
        environment=comment_safe(graph.name),
        engine=comment_safe(ENGINES[dialect]),
        notes=tuple(_notes(found, names)),
        setup=tuple(Statement(tree, dialect) for tree in setup(graph, dialect, read)),
        queries=(
            RuleQuery(comment_safe("Rules that one scan evaluates"), Statement(scanned, dialect)),
            *(RuleQuery(comment_safe(title), Statement(tree, dialect)) for title, tree in own),
        ),
    )


def _subject(graph: EnvironmentGraph, name: str) -> RuleTable:
    dataset, connections = with_all_partitions(graph.spec.datasets[name]), graph.spec.connections
    relation = (published if is_versioned(dataset) else declared)(name, dataset, connections)
    return RuleTable(dataset, relation, SPOKEN[relation.dialect])


def _notes(found: Sequence[Rule], names: Names) -> Iterator[Comment]:
    """Name the rules that the file omits, because SQL cannot evaluate them."""
    for rule in found:
        if isinstance(rule.test, Freshness) and rule.test.column is None:
            yield comment_safe(f"Omits {names[rule.name]} - SQL cannot read when data arrived.")
