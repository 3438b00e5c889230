"""Why SQL of a user must not run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sqlglot import exp

Reason = Literal["expression", "select", "outside", "parameter"]


class RefusedSqlError(ValueError):
    """SQL that must not run."""

    def __init__(
        self,
        reason: Reason,
        message: str,
        help: str | None = None,  # noqa: A002
        part: tuple[int, int] | None = None,
    ) -> None:
        """`reason`: it is not the expression or not the SELECT that was asked for, reads what it must not, or has a
        parameter that has no value.

        `part` are the characters of the SQL that are meant, where that is known.
        """
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.help = help
        self.part = part


def part(node: exp.Expr) -> tuple[int, int] | None:
    """Which characters of the SQL a node was read from, where that is known."""
    start, end = node.meta.get("start"), node.meta.get("end")
    return (start, end + 1) if isinstance(start, int) and isinstance(end, int) else None
