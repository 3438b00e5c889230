"""pydantic-core's validator. The package around it describes schemas, which takes longer than linting a small spec."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from opsgen.source.deferred_import import defer

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError, PydanticKnownError, SchemaError, SchemaValidator, ValidationError


def _extension() -> Any:
    defer("pydantic_core")
    try:
        return import_module("pydantic_core._pydantic_core")
    except ImportError:  # a release that keeps it elsewhere
        return import_module("pydantic_core")


if not TYPE_CHECKING:
    _found = _extension()
    PydanticCustomError = _found.PydanticCustomError
    PydanticKnownError = _found.PydanticKnownError
    SchemaError = _found.SchemaError
    SchemaValidator = _found.SchemaValidator
    ValidationError = _found.ValidationError

__all__ = ["PydanticCustomError", "PydanticKnownError", "SchemaError", "SchemaValidator", "ValidationError"]
