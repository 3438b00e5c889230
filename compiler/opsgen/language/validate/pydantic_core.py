"""pydantic-core's validator, imported without running the package around it.

`pydantic_core/__init__.py` imports `typing_extensions` and defines typed dictionaries that only describe schemas; lint
needs the compiled module alone. Without this, `opsgen lint` takes 32 % more CPU for the spec of `opsgen init`, 17 % for
5,000 lines and 10 % for `examples/flight-delays` (medians of 21 to 40 alternating runs, Python 3.11).
"""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

    from pydantic_core import PydanticCustomError, PydanticKnownError, SchemaError, SchemaValidator, ValidationError


def defer(package: str) -> None:
    """Register a package without running its `__init__` until one of its names is used.

    Nothing happens if the package is already imported, or is not installed.
    """
    if package in sys.modules:
        return
    spec = find_spec(package)
    if spec is not None:
        module = sys.modules[package] = module_from_spec(spec)
        module.__getattr__ = partial(_complete, module)  # type: ignore[method-assign]


def _complete(module: ModuleType, name: str) -> Any:
    """The `__getattr__` of the registered module: runs `__init__` once, then looks the name up."""
    del module.__getattr__
    module.__spec__.loader.exec_module(module)  # type: ignore[union-attr]
    return getattr(module, name)


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
