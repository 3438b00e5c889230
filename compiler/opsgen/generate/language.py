"""The published JSON Schema of the language, and the core schema that lint validates with, both from the models."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from opsgen.language import values
from opsgen.language.node import Node
from opsgen.language.root import Spec
from opsgen.language.validate.core_schema import CLASS, FUNCTION

if TYPE_CHECKING:
    from collections.abc import Callable


def json_schema() -> str:
    """The published JSON Schema of the language, Draft 2020-12."""
    schema = Spec.model_json_schema(schema_generator=_Published)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


class _Published(GenerateJsonSchema):
    def generate(self, schema: Any, mode: Any = "validation") -> dict[str, Any]:
        body: dict[str, Any] = open_to_variables(super().generate(schema, mode))
        body["properties"]["include"] = INCLUDE
        body["$defs"][REFERENCE] = {"description": _REFERENCE_PROSE, "type": "string", "pattern": r"\$\{var\.[^}]+\}"}
        return {"$schema": self.schema_dialect, "$id": "urn:opsgen:spec:1"} | body | WHOLE


INCLUDE = {
    "description": "Further files of this spec, below the project's folder; `*` stands for any part of a name.",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    "examples": [["specs/*.yaml"]],
}


REFERENCE = "Reference"
_REFERENCE_PROSE = "Text in which `${var.NAME}` stands for the value of a variable."
_ANNOTATIONS = ("title", "description", "default", "examples")


def open_to_variables(node: Any) -> Any:
    """Wherever a scalar is held to more than being text, a reference to a variable may stand for it."""
    if isinstance(node, list):
        return [open_to_variables(each) for each in node]
    if not isinstance(node, dict):
        return node
    opened = {key: _opened_inside(key, value) for key, value in node.items()}
    reference = {"$ref": f"#/$defs/{REFERENCE}"}
    if any(map(_is_narrow, node.get("anyOf", ()))):
        return opened | {"anyOf": [*node["anyOf"], reference]}
    if not _is_narrow(node):
        return opened
    around = {key: value for key, value in node.items() if key in _ANNOTATIONS}
    return around | {"anyOf": [{key: value for key, value in node.items() if key not in around}, reference]}


def _opened_inside(key: str, value: Any) -> Any:
    if key in ("properties", "patternProperties", "$defs"):
        return {name: open_to_variables(schema) for name, schema in value.items()}
    return open_to_variables(value) if key in ("items", "additionalProperties") else value


def _is_narrow(node: dict[str, Any]) -> bool:
    """Whether a text with a reference in it would be refused; of a union's tag it must be."""
    if node.get("type") == "string":
        return "const" not in node and any(key in node for key in ("enum", "pattern", "format", "maxLength"))
    return node.get("type") in ("integer", "number", "boolean") and "const" not in node


WHOLE = {
    "required": [],
    "if": {"anyOf": [{"required": ["version"]}, {"required": ["project"]}]},
    "then": {"required": ["version", "project"], "anyOf": [{"required": ["datasets"]}, {"required": ["include"]}]},
}
"""What a spec must have; the files that it includes, which have neither version nor project, need not."""


def core_schema() -> str:
    """What pydantic-core validates a spec with, as JSON (see `language/validate/core_schema.py`)."""
    schema = _portable(Spec.__pydantic_core_schema__)
    return json.dumps(_Sharing().share(schema), indent=1, ensure_ascii=False) + "\n"


class _Sharing:
    """Writes a type that occurs again and again once, as a definition: what is read at each start stays small."""

    def __init__(self) -> None:
        self._definitions: dict[str, dict[str, Any]] = {}
        self._refs: dict[str, str] = {}

    def share(self, root: dict[str, Any]) -> dict[str, Any]:
        for definition in root["definitions"]:
            self._share(definition)
        body = self._share(root["schema"])
        return {"type": "definitions", "schema": body, "definitions": list(self._definitions.values())}

    def _share(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._share(item) for item in node]
        if not isinstance(node, dict):
            return node
        inside = self._inside(node)
        if node.get("type") not in ("function-before", "function-after", "model", "literal"):
            return inside
        key = json.dumps({name: value for name, value in inside.items() if name != "ref"})
        ref = self._refs.setdefault(key, inside.get("ref", f"shared:{len(self._refs)}"))
        self._definitions.setdefault(ref, inside | {"ref": ref})
        return {"type": "definition-ref", "schema_ref": ref}

    def _inside(self, node: dict[str, Any]) -> dict[str, Any]:
        return {key: self._share(value) for key, value in node.items()}


def _portable(node: Any) -> Any:
    if isinstance(node, dict):
        node = _eager_default(node)
        return {key: _portable(value) for key, value in node.items() if key not in ("metadata", "serialization")}
    if isinstance(node, list | tuple):
        return [_portable(value) for value in node]
    if isinstance(node, str) and node.startswith("opsgen.language."):
        return node.split(":")[0].rpartition(".")[2]  # a reference to a model, which pydantic ends with an address
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
        raise TypeError(f"{function!r} is used by the language and is not defined in language/values.py")
    return name
