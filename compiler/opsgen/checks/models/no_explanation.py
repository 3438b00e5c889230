"""A model of high risk has no explanations.

Why: laws on such models require that decisions can be explained to the people they affect. Explanations cannot be added
after the decision.

Example:

    card: {intended_use: Grant loans., risk: high}

Use instead:

    card: {intended_use: Grant loans., risk: high}
    explain: {command: [python, -m, loans.explain], method: shap}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("MOD110", "no-explanation", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, model in graph.spec.models.items():
        if model.card is not None and model.card.risk == "high" and model.explain is None:
            message = f"`{name}` has high risk but no explanations"
            help_ = ("add `explain: {command: […], method: …}`",)
            yield Finding(Place(("models", name, "card", "risk")), message, help_)
