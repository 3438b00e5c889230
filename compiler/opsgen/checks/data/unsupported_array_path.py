"""A rule over all rows names the items of an array.

Why: such a rule takes one value from each row, but a row has one value for each item of the array. Rules that check
each row on its own (`not_null`, `accepted_values`, `range`, `pattern`, `length`) support such paths: a row fails if any
of its items does.

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
"""The kinds of rules that check each row on its own."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    datasets = graph.spec.datasets
    for use in column_uses(graph.spec):
        member = members(datasets[use.dataset]).get(use.column) if use.dataset in datasets else None
        if member is None or use.whole or not member.is_many or _is_by_row(use):
            continue
        message = f"`{use.column}` has a value for each item of an array, but this needs one value per row"
        help_ = ("write a path without `[]`, or use a rule that checks each row, such as `range`",)
        related = ((Place(member.path(use.dataset), "key"), f"`{use.column}` is declared here"),)
        yield Finding(Place(use.path, part=use.part), message, help_, related)


def _is_by_row(use: ColumnUse) -> bool:
    return use.path[-1] == "column" and use.path[-2] in BY_ROW
