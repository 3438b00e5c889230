from __future__ import annotations

from typing import Literal

from pydantic import Field

from opsgen.language.node import Node
from opsgen.language.types import Line


class Lint(Node):
    """What this project wants to hear of warnings; a comment `# opsgen: ignore[CODE] reason` does so for one line."""

    ignore: list[Line] = Field(default_factory=list)
    """Codes of warnings that are not reported, or what such codes begin with, e.g. `DAT`."""
    severity: dict[Line, Literal["error", "warning"]] = Field(default_factory=dict)
    """How loud warnings are, by their codes or what those begin with; the longest that fits counts."""
