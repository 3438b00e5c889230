"""Two parts of a dataset have the same path.

Why: the name of a column can contain `.` and `[]`. If it reads like the path of a field, a rule that names it could
mean either.

Example:

    columns:
      address.city: {type: string}
      address: {type: object, fields: {city: {type: string}}}

Use instead:

    columns:
      address: {type: object, fields: {city: {type: string}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.members import nested

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph

CODE = Code("REF114", "ambiguous-path", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        first: dict[str, Path] = {column: ("datasets", name, "columns", column) for column in dataset.columns}
        for member in nested(dataset):
            other = first.setdefault(member.name, member.path(name))
            if other != member.path(name):
                message = f"two parts of `{name}` have the path `{member.name}`"
                related = ((Place(other, "key"), "the other part is here"),)
                yield Finding(Place(member.path(name), "key"), message, ("rename one of them",), related)
