"""A column is named that its dataset does not declare.

Why: the rule, the feature or the reference would fail when it runs, far from the line it was written at.

Example:

    columns:
      dep_delay: {type: number}
    quality:
      - not_null: {column: dep_delya}

Use instead:

    quality:
      - not_null: {column: dep_delay}

Fix: safe for a name that differs only by case, `-` or `_` from one that exists; unsafe for one that is clearly
nearest to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics import Code, Finding, Place
from opsgen.graph.references import column_uses
from opsgen.near import listed, nearest
from opsgen.repair import rename

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.references import ColumnUse
    from opsgen.spec.root import Spec

CODE = Code("REF104", "unknown-column", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    datasets = graph.spec.datasets
    missing: dict[Path, list[ColumnUse]] = {}
    for use in column_uses(graph.spec):
        if use.dataset in datasets and use.column not in datasets[use.dataset].columns:
            missing.setdefault(use.path, []).append(use)
    for uses in missing.values():
        yield _finding(graph.spec, uses)


def _finding(spec: Spec, uses: list[ColumnUse]) -> Finding:
    """One column that one dataset lacks, or both that a monitor compares."""
    use, dataset = uses[0], uses[0].dataset
    place, defined = Place(use.path, part=use.part), ("datasets", dataset, "columns")
    lacking = " nor ".join(f"`{each.dataset}`" for each in uses)
    message = f"{'neither ' if uses[1:] else ''}dataset {lacking} has{'' if uses[1:] else ' no'} column `{use.column}`"
    columns = spec.datasets[dataset].columns
    near = nearest(use.column, columns)
    if near is None:
        related = (Place(defined, "key"), f"the columns of `{dataset}` are declared here")
        return Finding(place, message, (f"its columns are {listed(columns)}",), (related,))
    related = (Place((*defined, near), "key"), f"`{near}` is declared here")
    repair = rename(place, use.column, columns)
    return Finding(place, message, (f"did you mean `{near}`?",), (related,), repair=repair)
