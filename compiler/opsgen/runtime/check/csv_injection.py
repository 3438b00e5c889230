"""Protects spreadsheets from formulas in CSV files."""

from __future__ import annotations

import re

FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The first characters of formulas, also after white space. The last four are their East Asian full-width forms.

Source: OWASP, CSV Injection.
"""
_BREAKS = ("\t", "\r", "\n")
"""Spreadsheets may end a cell at these characters, so that a formula starts the next one."""
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


def inert(cell: str | None) -> str | None:
    """The cell, with a `'` before text that spreadsheets would run as a formula. Numbers such as `-5` are unchanged."""
    if cell is None or not (cell.startswith(_BREAKS) or cell.lstrip().startswith(FORMULAS)):
        return cell
    return cell if _NUMBER.fullmatch(cell) else f"'{cell}"
