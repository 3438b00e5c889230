"""Secrets of steps, as expressions that GitHub evaluates at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.backends.github.workflow import Step, Text

_OF = "secrets."


def by_name(secrets: Iterable[str]) -> dict[str, Text]:
    """Return a variable for each secret, with the same name."""
    return {secret: _value(secret) for secret in secrets}


def are_in(steps: Iterable[Step]) -> bool:
    """Whether a step takes a secret."""
    return any(isinstance(value, Expression) and _OF in value.source for step in steps for value in step.env.values())


def _value(secret: str) -> Expression:
    return Expression(f"{_OF}{secret}")
