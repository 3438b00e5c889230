"""Write a value in the place of another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.render.encode.yaml_scalar import is_plain, quoted
from opsgen.source.edit.syntax import spelled
from opsgen.source.scalars import plain

if TYPE_CHECKING:
    from opsgen.diagnostics.model import Scalar

_AMOUNT_OR_OPTION = re.compile(r"[1-9][0-9]*[A-Za-z][0-9A-Za-z]*|--?[A-Za-z][A-Za-z0-9_-]*")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""Text that keeps its quotes, because other YAML parsers read it as another type without them."""


def written(new: Scalar, style: str) -> str:
    """Return a value on one line, valid at any position. Text keeps the quotes `style`, or gets them if needed."""
    if not isinstance(new, str):
        return spelled(new)
    if style == "'" and new.isprintable():
        return "'" + new.replace("'", "''") + "'"
    is_plain_here = not style and (is_bare(new) or _DATE.fullmatch(new))
    return new if is_plain_here else quoted(new)


def is_bare(text: str) -> bool:
    """Whether text needs no quotes: every parser reads it as text, also in brackets and as a key."""
    return is_plain(text, flow=True) or (bool(_AMOUNT_OR_OPTION.fullmatch(text)) and isinstance(plain(text), str))
