"""Text tables: cells that are aligned in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.terminal.escape import width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence


class Columns(NamedTuple):
    """The columns of a table. A cell that is wider than its column pushes the rest of its line to the right."""

    widths: Sequence[int]
    right: Collection[int] = ()
    """The numbers of the columns that are aligned to the right."""

    @classmethod
    def fitting(
        cls, rows: Iterable[Sequence[str]], *, most: Sequence[int | None] = (), right: Collection[int] = ()
    ) -> Columns:
        """Columns as wide as their widest cell of visible text. `most` limits the first of them; None is no limit."""
        widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
        for number, limit in enumerate(most):
            widths[number] = widths[number] if limit is None else min(widths[number], limit)
        return cls(widths, right)

    def line(self, cells: Sequence[str]) -> str:
        """One line, padded to the full width: callers may append to it, or strip it."""
        return "  ".join(self._padded(number, cell) for number, cell in enumerate(cells))

    def _padded(self, number: int, cell: str) -> str:
        # `str.ljust` counts code points; East Asian characters take two columns of a terminal.
        space = " " * (self.widths[number] - width(cell))
        return space + cell if number in self.right else cell + space
