"""The JSON of a result, field by field; the files of `schemas/` describe it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.render.encode.dataclass_json import document

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def show(result: DataclassInstance) -> str:
    """Return the result as JSON."""
    return document(result)
