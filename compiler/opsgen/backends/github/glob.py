"""Path filters of workflows."""

from __future__ import annotations

import re


def below(folder: str) -> str:
    """The pattern of all files below a folder, whose own name is no pattern."""
    return re.sub(r"([\\*?+\[\]!])", r"\\\1", folder) + "/**"
