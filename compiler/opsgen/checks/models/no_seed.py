"""A training has no seed.

Why: without a seed nobody can reproduce the model, nor tell whether a change or chance made it better.

Example:

    train: {command: [python, -m, flights.train]}

Use instead:

    train: {command: [python, -m, flights.train], seed: 7}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("MOD104", "no-seed", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, model in graph.spec.models.items():
        if model.train.seed is None:
            help_ = ("add `seed: 7`; opsgen passes it to the command as `OPSGEN_SEED`",)
            yield Finding(Place(("models", name, "train"), "key"), f"the training of `{name}` has no seed", help_)
