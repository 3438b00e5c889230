"""Why SQL of a user must not run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sqlglot import exp

Reason = Literal["expression", "select", "outside"]


@dataclass
class RefusedSqlError(ValueError):
    """SQL that must not run."""

    reason: Reason
    """Whether it is not the expression or not the SELECT that was asked for, or reads what it must not."""
    message: str
    help: str | None = None
    part: tuple[int, int] | None = None
    """Which characters of the SQL are meant, where that is known."""

    def __str__(self) -> str:
        return self.message


def part(node: exp.Expr) -> tuple[int, int] | None:
    """Which characters of the SQL a node was read from, where that is known."""
    start, end = node.meta.get("start"), node.meta.get("end")
    return (start, end + 1) if isinstance(start, int) and isinstance(end, int) else None
