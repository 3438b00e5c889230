"""A column refers to a column of another type.

Why: `7` and `"7"` are not equal. No row would match, or the engine would refuse to compare them.

Example:

    datasets:
      planes: {columns: {id: {type: integer, primary_key: true}}}
      flights: {columns: {plane: {type: string, references: planes.id}}}

Use instead:

    datasets:
      planes: {columns: {id: {type: integer, primary_key: true}}}
      flights: {columns: {plane: {type: integer, references: planes.id}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.members import members
from opsgen.graph.references import joins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("REF112", "reference-type-mismatch", __doc__)


NUMBERS = frozenset({"integer", "number"})


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for path, column, target in joins(graph.spec):
        found = members(graph.spec.datasets[target.dataset])[target.column]
        other = found.declared
        if column.type != other.type and not {column.type, other.type} <= NUMBERS:
            message = f"a column of type `{column.type}` refers to one of type `{other.type}`"
            place = Place((*found.path(target.dataset), "type"))
            yield Finding(Place(path), message, ("give both columns the same type",), ((place, "its type is here"),))
