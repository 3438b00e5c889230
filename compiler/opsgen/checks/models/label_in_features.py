"""A model has its own label among its features.

Why: the model would learn to read the answer. It would score perfectly in evaluation and fail in production, where the
answer is not known.

Example:

    features: {dataset: flight_features, label: late, columns: [carrier, late]}

Use instead:

    features: {dataset: flight_features, label: late, columns: [carrier]}

Fix: unsafe; removes the label from the features.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Change, Code, Finding, Place, Repair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("MOD101", "label-in-features", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, model in graph.spec.models.items():
        features, path = model.features, ("models", name, "features")
        for index, column in enumerate(features.columns):
            if column == features.label:
                related = ((Place((*path, "label")), "the label is here"),)
                place = Place((*path, "columns", index))
                repair = Repair(f"remove `{column}` from the features", (Change(place, column, None),))
                message = f"`{name}` would learn from `{column}`, its own label"
                yield Finding(place, message, ("remove it from the columns",), related, repair=repair)
