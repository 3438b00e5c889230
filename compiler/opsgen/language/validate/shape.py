"""Where in the language a place of the spec is: pydantic's error locations, walked along the core schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from opsgen.diagnostics.model import Path
    from opsgen.language.validate.core_schema import CoreSchema

WRAPPERS = frozenset({"default", "nullable", "function-before", "function-after", "model-field"})


class ShapeAt(NamedTuple):
    """A place of the spec and what the language has there."""

    path: Path
    """Without the union tags that pydantic puts into its locations."""
    at_key: bool
    """Whether the key is meant, not its value."""
    schema: CoreSchema
    """The core schema that the value must keep."""
    union: tuple[Path, bool] | None
    """Of an untagged union: where it is, and whether its mapping was tried, not its scalar."""
    named: bool
    """Whether the last key is a name that people gave, not a key of the language."""


class Shape:
    """The core schema of the language, to be walked."""

    def __init__(self, schema: CoreSchema) -> None:
        self._root = schema
        definitions = schema.get("definitions", ())
        self._definitions: dict[str, CoreSchema] = {node["ref"]: node for node in definitions}

    def locate(self, location: tuple[str | int, ...]) -> ShapeAt:
        """Follow one of pydantic's error locations."""
        node, at_key, named, union = self._open(self._root), False, False, None
        path: list[str | int] = []
        for step in location:
            if step == "[key]" and named:
                at_key = True
            elif node["type"] == "union":
                node = self._choose(node, str(step))
                union = tuple(path), node["type"] == "model-fields"
            elif node["type"] == "tagged-union" and step in node["choices"]:
                node = self._open(node["choices"][step])
            else:
                path.append(step)
                named = node["type"] == "dict"
                node = self._step(node, step)
        return ShapeAt(tuple(path), at_key, node, union, named)

    def keys(self, node: CoreSchema) -> list[str]:
        """The keys that a mapping may have here; none where they are free."""
        if node["type"] == "model-fields":
            return [field.get("validation_alias", name) for name, field in node["fields"].items()]
        return []

    def homes(self, node: CoreSchema, key: str) -> list[str]:
        """The keys of this mapping below which `key` is one."""
        inner = ((name, self._step(node, name)) for name in self.keys(node))
        return [name for name, schema in inner if key in self.keys(schema)]

    def _open(self, node: CoreSchema) -> CoreSchema:
        """The schema that decides, inside defaults, optional ones and functions; of a model its fields."""
        while True:
            if node["type"] in WRAPPERS or node["type"] == "definitions":
                node = node["schema"]
            elif node["type"] == "definition-ref":
                node = self._definitions[node["schema_ref"]]
            elif node["type"] == "model":
                # The fields know their model's name, which is all that is needed of it.
                node = node["schema"]
            else:
                return node

    def _step(self, node: CoreSchema, step: str | int) -> CoreSchema:
        if node["type"] == "model-fields":
            for name, field in node["fields"].items():
                if step in (name, field.get("validation_alias")):
                    return self._open(field)
        if node["type"] == "dict" and "values_schema" in node:
            return self._open(node["values_schema"])
        if node["type"] == "list" and "items_schema" in node:
            return self._open(node["items_schema"])
        return {"type": "any"}

    def _choose(self, node: CoreSchema, label: str) -> CoreSchema:
        choices = [self._open(choice) for choice in node["choices"]]
        named = (choice for choice in choices if choice.get("model_name") == label)
        return next(named, None) or next(choice for choice in choices if choice["type"] != "model-fields")


def noun(node: CoreSchema) -> str:
    """What people call a mapping of this kind: `a dataset`, `an online deployment`."""
    name = node.get("model_name")
    if not isinstance(name, str):
        return "a mapping"
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()
    if words == "spec":
        return "the spec"
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def value_at(root: Any, path: Path) -> Any:
    """The value at a path of a plain tree; None where the tree ends before it."""
    for step in path:
        try:
            root = root[step]
        except (KeyError, IndexError, TypeError):
            return None
    return root
