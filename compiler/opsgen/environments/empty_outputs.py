"""Outputs that the spec itself says nothing of, as `kubernetes:`; an environment turns one off that way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.diagnostics.model import Finding, Place
from opsgen.environments import codes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Code


OUTPUTS = ("airflow", "github", "kubernetes", "sql")
"""The keys of outputs that opsgen itself builds."""


def empty_outputs(tree: dict[str, Any]) -> Iterator[tuple[Code, Finding]]:
    """Where nothing is built although an output stands there."""
    outputs = tree.get("outputs")
    given = outputs if isinstance(outputs, dict) else {}
    for name in OUTPUTS:
        if given.get(name, "") is None:
            message = f"`{name}` has no value, so that nothing is built of it"
            help_ = (f"write `{name}: {{}}` to build it with what is usual, or leave it out",)
            yield codes.EMPTY_OUTPUT, Finding(Place(("outputs", name), "key"), message, help_)
