"""A quantity of cpu or memory is too small to run anything, or larger than any node.

Why: the unit is missing or wrong. A number without a unit counts bytes, and `m` means thousandths, also of memory.
Kubernetes accepts both, but kills such a container at once, or never finds a node for it.

Example:

    models:
      delay:
        train: {command: [python, -m, flights.train], resources: {cpu: "2", memory: 4096}}

Use instead:

    models:
      delay:
        train: {command: [python, -m, flights.train], resources: {cpu: "2", memory: 4096Mi}}
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from opsgen.checks.tasks import tasks
from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.language.values import amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.root import Spec

CODE = Code("PLT203", "implausible-quantity", __doc__)

LIMITS = {"cpu": (0.001, 1024), "memory": (2**20, 2**50), "ephemeral_storage": (2**20, 2**60)}
"""In cores and bytes: the least that a program needs, and more than any node has."""
_USUAL = {"cpu": r"[1-9][0-9]?|[1-9][0-9]{1,3}m", "memory": r"[1-9][0-9]{0,3}[MG]i?"}
_USUAL["ephemeral_storage"] = _USUAL["memory"]
"""Quantities that are plausible at sight. Parsing one imports `decimal`, which is slow."""
_MOST_MEBIBYTES = 2**20


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for path, quantities in _given(graph.spec):
        for what, (least, most) in LIMITS.items():
            value = getattr(quantities, what, None)
            if value is None or re.fullmatch(_USUAL[what], value) or least <= amount(value) <= most:
                continue
            much = "little" if amount(value) < least else "much"
            message = f"`{value}` is too {much} {what.replace('_', ' ')}"
            yield Finding(Place((*path, what)), message, (_help(what, value, much),))


def _help(what: str, value: str, much: str) -> str:
    if what == "cpu":
        return "cpu counts cores: write `500m` for half a core, or `2` for two cores"
    if much == "much":
        return "no node has that much; write `512Mi` for mebibytes and `4Gi` for gibibytes"
    digits = re.fullmatch(r"([0-9]+)m?", value)
    mebibytes = digits[1] if digits and int(digits[1]) < _MOST_MEBIBYTES else "512"
    return f"a number without a unit counts bytes, and `m` means thousandths: write `{mebibytes}Mi` for mebibytes"


def _given(spec: Spec) -> Iterator[tuple[Path, Any]]:
    """All resources in the spec, with their paths."""
    for path, task in tasks(spec):
        resources = getattr(task, "resources", None)
        yield (*path, "resources"), resources
        for side in ("requests", "limits"):
            yield (*path, "resources", side), getattr(resources, side, None)
