"""Writes what is generated from the models: `python -m opsgen.generate`, with `--check` to learn what is stale."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from opsgen.spec import values
from opsgen.spec.compiled import CLASS, FUNCTION
from opsgen.spec.node import Node
from opsgen.spec.root import Spec

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKOUT = Path(__file__).parents[2]


def main(arguments: list[str]) -> int:
    stale = [path for path, make in GENERATED.items() if _read(path) != make()]
    if "--check" in arguments:
        for path in stale:
            print(f"{path} is stale: run python -m opsgen.generate")
        return 1 if stale else 0
    for path in stale:
        (CHECKOUT / path).write_text(GENERATED[path](), encoding="utf-8", newline="\n")
        print(f"wrote {path}")
    return 0


def json_schema() -> str:
    """The published JSON Schema of the language, Draft 2020-12."""
    schema = Spec.model_json_schema(schema_generator=_Published)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


class _Published(GenerateJsonSchema):
    def generate(self, schema: Any, mode: Any = "validation") -> dict[str, Any]:
        body = super().generate(schema, mode)
        head = {"$schema": self.schema_dialect, "$id": "https://opsgen.dev/schemas/opsgen.schema.json"}
        body["properties"]["include"] = INCLUDE
        return head | body


INCLUDE = {
    "description": "Further files of this spec, below the project's folder; `*` stands for any part of a name.",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    "examples": [["specs/*.yaml"]],
}


def core_schema() -> str:
    """What pydantic-core validates a spec with, as JSON (see `spec/compiled.py`)."""
    return json.dumps(_portable(Spec.__pydantic_core_schema__), indent=1, ensure_ascii=False) + "\n"


def _portable(node: Any) -> Any:
    if isinstance(node, dict):
        node = _eager_default(node)
        return {key: _portable(value) for key, value in node.items() if key not in ("metadata", "serialization")}
    if isinstance(node, list | tuple):
        return [_portable(value) for value in node]
    if isinstance(node, type) and issubclass(node, Node):
        return {CLASS: node.__name__}
    if callable(node):
        return {FUNCTION: _name_of(node)}
    return node


def _eager_default(node: dict[str, Any]) -> dict[str, Any]:
    """A default that is a model of its own defaults becomes an empty mapping to be validated."""
    factory = node.get("default_factory")
    if not (isinstance(factory, type) and issubclass(factory, Node)):
        return node
    kept = {key: value for key, value in node.items() if not key.startswith("default_factory")}
    return kept | {"default": {}, "validate_default": True}


def _name_of(function: Callable[..., Any]) -> str:
    name = function.__name__
    if function not in (dict, list) and getattr(values, name, None) is not function:
        raise TypeError(f"{function!r} is used by the language and does not stand in spec/values.py")
    return name


def _read(path: str) -> str | None:
    file = CHECKOUT / path
    return file.read_text(encoding="utf-8") if file.exists() else None


GENERATED: dict[str, Callable[[], str]] = {
    "schemas/opsgen.schema.json": json_schema,
    "compiler/opsgen/spec/core_schema.json": core_schema,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
