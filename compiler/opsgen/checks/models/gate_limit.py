"""A gate has no limit, or mixes the two kinds of limits.

Why: a gate without a limit lets every model pass. A gate has either absolute limits (`min` and `max`), or a limit
relative to the champion (`against: champion` with `max_regression`).

Example:

    evaluate:
      - {metric: roc_auc, against: champion}

Use instead:

    evaluate:
      - {metric: roc_auc, min: 0.62}
      - {metric: roc_auc, against: champion, max_regression: 0.01}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.model import Gate

CODE = Code("LNG204", "gate-limit", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, model in graph.spec.models.items():
        for index, gate in enumerate(model.evaluate):
            path = ("models", name, "evaluate", index)
            yield from _absolute(path, gate) if gate.against is None else _compared(path, gate)


def _absolute(path: Path, gate: Gate) -> Iterator[Finding]:
    if gate.max_regression is not None:
        message = "`max_regression` has no model to compare with"
        yield Finding(Place((*path, "max_regression"), "key"), message, ("add `against: champion`",))
    elif gate.min is None and gate.max is None:
        help_ = ("add `min: …` or `max: …`, or `against: champion` with `max_regression: …`",)
        yield Finding(Place((*path, "metric")), f"the gate on `{gate.metric}` has no limit", help_)


def _compared(path: Path, gate: Gate) -> Iterator[Finding]:
    against = Place((*path, "against"))
    for key in ("min", "max"):
        if getattr(gate, key) is not None:
            message = f"a gate that compares with the champion cannot have `{key}`"
            help_ = ("split it into two gates, one for each limit",)
            yield Finding(Place((*path, key), "key"), message, help_, ((against, "it compares with the champion"),))
    if gate.max_regression is None:
        message = f"the gate sets no limit for how much worse than the champion `{gate.metric}` may be"
        yield Finding(against, message, ("add `max_regression: …`; 0 means not worse at all",))
