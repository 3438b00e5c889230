"""The values of secrets, as steps are given them: expressions, once the workflow runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opsgen.backends.github.workflow import Text
    from opsgen.language.secret import SecretReference


def of_task(environment: Mapping[str, str | SecretReference]) -> dict[str, Text]:
    """A task's own variables."""
    return {name: value if isinstance(value, str) else _value(value.secret) for name, value in environment.items()}


def by_name(secrets: Iterable[str]) -> dict[str, Text]:
    """Each secret, in the variable of its name."""
    return {secret: _value(secret) for secret in secrets}


def _value(secret: str) -> Expression:
    return Expression(f"secrets.{secret}")
