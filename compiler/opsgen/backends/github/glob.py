"""Path filters of workflows."""

from __future__ import annotations

import re


def below(folder: str) -> str:
    """Return the pattern of all files below a folder."""
    return f"{literal(folder)}/**"


def literal(path: str) -> str:
    """Return the pattern of one path. It escapes the characters that are special in path filters."""
    return re.sub(r"([\\*?+\[\]!])", r"\\\1", path)
