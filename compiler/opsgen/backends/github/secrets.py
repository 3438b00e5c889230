"""Secrets of steps, as expressions that GitHub evaluates at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opsgen.backends.github.workflow import Step, Text
    from opsgen.language.secret import SecretReference

_OF = "secrets."


def of_task(environment: Mapping[str, str | SecretReference]) -> dict[str, Text]:
    """Return the variables of a task, with expressions for its secrets."""
    return {name: value if isinstance(value, str) else _value(value.secret) for name, value in environment.items()}


def by_name(secrets: Iterable[str]) -> dict[str, Text]:
    """Return a variable for each secret, with the same name."""
    return {secret: _value(secret) for secret in secrets}


def are_in(steps: Iterable[Step]) -> bool:
    """Whether a step takes a secret."""
    return any(isinstance(value, Expression) and _OF in value.source for step in steps for value in step.env.values())


def _value(secret: str) -> Expression:
    return Expression(f"{_OF}{secret}")
