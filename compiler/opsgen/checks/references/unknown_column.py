"""A name refers to a column that its dataset does not declare.

Why: the rule, the feature or the reference would fail at run time, far from the line that caused it.

Example:

    columns:
      dep_delay: {type: number}
    quality:
      - not_null: {column: dep_delya}

Use instead:

    quality:
      - not_null: {column: dep_delay}

Fix: safe for a name that differs only by case, `-` or `_` from an existing one; unsafe for a name that clearly
resembles one existing name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import listed, nearest, rename
from opsgen.graph.members import members
from opsgen.graph.references import column_uses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.references import ColumnUse
    from opsgen.language.dataset import Dataset
    from opsgen.language.root import Spec

CODE = Code("REF104", "unknown-column", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    datasets = graph.spec.datasets
    missing: dict[Path, list[ColumnUse]] = {}
    for use in column_uses(graph.spec):
        if use.dataset in datasets and use.column not in _known(datasets[use.dataset], use):
            missing.setdefault(use.path, []).append(use)
    for uses in missing.values():
        yield _finding(graph.spec, uses)


def _known(dataset: Dataset, use: ColumnUse) -> Mapping[str, object]:
    """The names that are valid at this place."""
    return dataset.columns if use.whole else members(dataset)


def _remedy(dataset: Dataset, use: ColumnUse) -> str:
    """The help without a near name. A path below a known column is likely not declared yet."""
    known = members(dataset)
    outer = max((name for name in known if use.column.startswith((f"{name}.", f"{name}[]"))), key=len, default=None)
    if outer is None or use.whole:
        return f"its columns are {listed(dataset.columns)}"
    key = "fields" if use.column[len(outer)] == "." else "items"
    return f"declare it with `{key}` of `{outer}`"


def _finding(spec: Spec, uses: list[ColumnUse]) -> Finding:
    """A finding for one column: one dataset lacks it, or both datasets that a monitor compares do."""
    use, dataset = uses[0], uses[0].dataset
    place, defined = Place(use.path, part=use.part), ("datasets", dataset, "columns")
    lacking = " nor ".join(f"`{each.dataset}`" for each in uses)
    message = f"{'neither ' if uses[1:] else ''}dataset {lacking} has{'' if uses[1:] else ' no'} column `{use.column}`"
    columns = _known(spec.datasets[dataset], use)
    found = members(spec.datasets[dataset]).get(use.column)
    if found is not None:
        related = (Place(found.path(dataset), "key"), f"`{use.column}` is declared here")
        message = f"`{use.column}` is a field of a column, and this needs a whole column"
        return Finding(place, message, (f"name a column of `{dataset}`, such as `{found.column}`",), (related,))
    near = nearest(use.column, columns)
    if near is None:
        related = (Place(defined, "key"), f"the columns of `{dataset}` are declared here")
        return Finding(place, message, (_remedy(spec.datasets[dataset], use),), (related,))
    related = (Place(members(spec.datasets[dataset])[near].path(dataset), "key"), f"`{near}` is declared here")
    repair = rename(place, use.column, columns)
    return Finding(place, message, (f"did you mean `{near}`?",), (related,), repair=repair)
