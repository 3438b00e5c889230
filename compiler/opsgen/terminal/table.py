"""Cells that stand below each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.terminal.escape import width

if TYPE_CHECKING:
    from collections.abc import Sequence


def aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Cells of visible text, each as wide as its column; one that is wider runs out of it."""
    return "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True))
