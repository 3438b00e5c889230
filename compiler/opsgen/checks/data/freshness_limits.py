"""The freshness of a dataset has no limit, or fails before it warns.

Why: without a limit the data is never too old. A warning at the same time as the error, or after it, is of no use.

Example:

    freshness: {warn_after: 48h, error_after: 24h}

Use instead:

    freshness: {warn_after: 24h, error_after: 48h}

Fix: unsafe; swaps the two values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import swap
from opsgen.language.values import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("LNG208", "freshness-limits", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        freshness, path = dataset.freshness, ("datasets", name, "freshness")
        if freshness is None:
            continue
        warn, error = freshness.warn_after, freshness.error_after
        if warn is None and error is None:
            message = f"the freshness of `{name}` has no limit"
            yield Finding(Place(path, "key"), message, ("add `warn_after: …`, `error_after: …` or both",))
        elif warn is not None and error is not None and seconds(warn) >= seconds(error):
            message = f"`warn_after: {warn}` is not below `error_after: {error}`, so it never warns"
            related = ((Place((*path, "error_after")), "`error_after` is here"),)
            repair = swap((*path, "warn_after"), warn, (*path, "error_after"), error)
            place, help_ = Place((*path, "warn_after")), ("make `warn_after` shorter than `error_after`",)
            yield Finding(place, message, help_, related, repair=repair)
