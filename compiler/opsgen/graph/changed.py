"""Parts of a spec with other values than the spec has."""

from __future__ import annotations

from copy import copy
from typing import Any, TypeVar

Part = TypeVar("Part")


def changed(part: Part, **fields: Any) -> Part:
    """A copy of a part of the spec with other values, which must be valid."""
    made = copy(part)
    # Parts are plain objects or frozen models; neither lets attributes be set, and pydantic would validate again.
    vars(made).update(fields)
    return made
