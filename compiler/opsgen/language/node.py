"""The base of every part of the language."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Node(BaseModel):
    """A mapping of the spec: unknown keys are refused, values are never coerced, and it does not change.

    Subclasses hold fields only. What is derived from them lives in functions of the stage that needs it, because
    lint works on plain objects with the same fields (see `validate/core_schema.py`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)
