"""One query would have to read data from two connections.

Why: opsgen checks a reference, and runs a transform, with one query, and a database reads only its own tables. One
engine reads files, object stores and DuckDB databases, so these count as one connection.

Example:

    connections:
      lake: {type: files, root: data}
      warehouse: {type: postgres, host: db.example.com, database: sales, user: opsgen}
    datasets:
      orders:
        source: {connection: warehouse, table: orders}
        columns:
          customer: {type: string, references: customers.id}
      customers:
        source: {connection: lake, path: customers.csv}

Use instead:

      customers:
        source: {connection: warehouse, table: customers}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.references import inputs_of
from opsgen.graph.rules import rules_of
from opsgen.sql.safety import realm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph

CODE = Code("SQL105", "cross-connection-query", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    spec = graph.spec
    for path, name, other in _read_together(graph):
        if other not in spec.datasets or realm(spec, name) == realm(spec, other):
            continue
        own, foreign = spec.datasets[name].source.connection, spec.datasets[other].source.connection
        message = f"`{other}` is stored in `{foreign}` and `{name}` in `{own}`, but one query cannot read both"
        related = (Place(("datasets", other, "source", "connection")), f"the connection of `{other}` is set here")
        yield Finding(Place(path), message, (), (related,))


def _read_together(graph: EnvironmentGraph) -> Iterator[tuple[Path, str, str]]:
    """The places where a dataset needs another one in the same query."""
    for name, dataset in graph.spec.datasets.items():
        for column_name, column in dataset.columns.items():
            if column.references is not None:
                path = ("datasets", name, "columns", column_name, "references", "to")
                yield path, name, column.references.to.partition(".")[0]
        for rule in rules_of(name, dataset):
            if rule.kind == "references" and rule.body is not None:
                yield (*rule.path, "to"), name, rule.body.to.partition(".")[0]
        if dataset.transform is not None and dataset.transform.sql is not None:
            for other in inputs_of(dataset.transform):
                yield ("datasets", name, "transform", *other.place), name, other.dataset
