"""A model has no model card.

Why: whoever finds the model in the registry cannot tell what it is for, nor what it must not be used for.

Example:

    models:
      delay: {task: classification}

Use instead:

    models:
      delay:
        task: classification
        card: {intended_use: Warn travellers early. Not for crew scheduling.}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("MOD108", "no-model-card", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, model in graph.spec.models.items():
        if model.card is None:
            help_ = ("add `card: {intended_use: …}`",)
            yield Finding(Place(("models", name), "key"), f"`{name}` has no model card", help_)
