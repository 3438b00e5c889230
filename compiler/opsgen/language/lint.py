from __future__ import annotations

from typing import Literal

from pydantic import Field

from opsgen.language.node import Node
from opsgen.language.types import Line


class Lint(Node):
    """Which warnings the project ignores and how severe they are. A comment `# opsgen: ignore[CODE] reason` ignores
    a warning on one line."""

    ignore: list[Line] = Field(default_factory=list)
    """Codes or code prefixes of warnings to ignore, such as `DAT101` or `DAT`."""
    severity: dict[Line, Literal["error", "warning"]] = Field(default_factory=dict)
    """Severity by code or code prefix; the longest matching prefix wins."""
