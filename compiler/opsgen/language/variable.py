from __future__ import annotations

from typing import Literal

from opsgen.language.node import Node
from opsgen.language.types import Line, Scalar


class Variable(Node):
    """A value that differs between environments; `${var.NAME}` in any value of the spec stands for it."""

    description: Line | None = None
    """What the variable is for."""
    type: Literal["string", "integer", "number", "boolean"] = "string"
    """The type that its values must have."""
    default: Scalar | None = None
    """The value in environments that set none; without a default each environment must set it."""
