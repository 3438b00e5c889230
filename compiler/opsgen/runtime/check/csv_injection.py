"""Cells of CSV files, such that no spreadsheet runs what is in them."""

from __future__ import annotations

import re

FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula starts with, perhaps behind white space; the last four are the wide forms of East Asian text.

Source: OWASP, CSV Injection.
"""
_BREAKS = ("\t", "\r", "\n")
"""What a spreadsheet may take for the end of a cell, so that the next one starts with what follows."""
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


def inert(cell: str | None) -> str | None:
    """The cell, with a `'` before text that could be read as a formula. Numbers such as `-5` stay numbers."""
    if cell is None or not (cell.startswith(_BREAKS) or cell.lstrip().startswith(FORMULAS)):
        return cell
    return cell if _NUMBER.fullmatch(cell) else f"'{cell}"
