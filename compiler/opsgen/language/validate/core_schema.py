"""The language's validator without the models: pydantic-core alone reads a spec in a fifth of the time.

`core_schema.json` is what pydantic makes of the models, written by `opsgen.generate` and tested to agree with them.
It names functions of `values.py` and classes; here the functions are found again, and each class becomes a `Record`
with the same fields. Where the installed pydantic-core does not take that schema, the models themselves are used.
"""

from __future__ import annotations

import json
from functools import cache
from pkgutil import get_data  # importlib.resources takes longer to import than a spec to validate
from typing import TYPE_CHECKING, Any

from opsgen.language import values
from opsgen.language.validate.pydantic_core import SchemaError, SchemaValidator

if TYPE_CHECKING:
    from collections.abc import Callable

CoreSchema = dict[str, Any]

FUNCTION = "$function"
"""Marks a function of `values.py` by its name."""
CLASS = "$class"
"""Marks a model by its name."""


class Record:
    """What stands in for a model: the same fields, nothing else."""

    __slots__ = ("__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({fields})"


def written(part: Any) -> set[str]:
    """The fields of a part of a spec that are written there; the others have their defaults."""
    fields: set[str] = part.__pydantic_fields_set__
    return fields


@cache
def validator() -> tuple[SchemaValidator, CoreSchema]:
    """The validator of the whole language and the core schema that it was made from."""
    try:
        schema = read()
        # What is shared stands outside its model, whose configuration it needs all the same.
        return SchemaValidator(schema, {"strict": True}), schema
    except (SchemaError, OSError, ValueError):
        from opsgen.language.root import Spec

        return Spec.__pydantic_validator__, Spec.__pydantic_core_schema__  # type: ignore[return-value]


def read() -> CoreSchema:
    """The generated core schema, with its functions and classes found again."""
    text = get_data(__package__, "core_schema.json") or b""
    schema: CoreSchema = json.loads(text, object_hook=_Revive())
    return schema


class _Revive:
    def __init__(self) -> None:
        self._classes: dict[str, type[Record]] = {}

    def __call__(self, node: dict[str, Any]) -> Any:
        if FUNCTION in node:
            return _function(node[FUNCTION])
        if CLASS in node:
            name = node[CLASS]
            return self._classes.setdefault(name, type(name, (Record,), {"__slots__": ()}))
        return node


def _function(name: str) -> Callable[..., Any]:
    function: Callable[..., Any] = {"dict": dict, "list": list}.get(name) or getattr(values, name)
    return function
