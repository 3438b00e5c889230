"""A rule over all rows names the items of an array.

Why: such a rule takes one value from each row, and a row has as many as its array has items. Rules that check each row
by itself (`not_null`, `accepted_values`, `range`, `pattern`, `length`) take such paths: a row breaks them if any of its
items does.

Example:

    quality:
      - mean: {column: "products[].price", min: 1}

Use instead:

    quality:
      - range: {column: "products[].price", min: 1}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.members import members
from opsgen.graph.references import column_uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.references import ColumnUse

CODE = Code("LNG218", "unsupported-array-path", __doc__)

BY_ROW = frozenset({"not_null", "accepted_values", "range", "pattern", "length"})
"""The kinds of rules that check each row by itself."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    datasets = graph.spec.datasets
    for use in column_uses(graph.spec):
        member = members(datasets[use.dataset]).get(use.column) if use.dataset in datasets else None
        if member is None or use.whole or not member.is_many or _is_by_row(use):
            continue
        message = f"`{use.column}` has a value for each item of an array, and one value per row is meant here"
        help_ = ("name a path without `[]`; rules for each row, such as `range` and `not_null`, take items",)
        related = ((Place(member.path(use.dataset), "key"), f"`{use.column}` is declared here"),)
        yield Finding(Place(use.path, part=use.part), message, help_, related)


def _is_by_row(use: ColumnUse) -> bool:
    return use.path[-1] == "column" and use.path[-2] in BY_ROW
