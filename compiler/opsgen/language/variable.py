from __future__ import annotations

from typing import Literal

from opsgen.language.node import Node
from opsgen.language.types import Line, Scalar


class Variable(Node):
    """A value that differs between environments. `${var.NAME}` in any value of the spec inserts it."""

    description: Line | None = None
    """What the variable is for."""
    type: Literal["string", "integer", "number", "boolean"] = "string"
    """Type of the value."""
    default: Scalar | None = None
    """Value in environments that do not set it. Without a default, each environment must set it."""
