"""The published JSON Schemas of what commands give to programs, Draft 2020-12."""

from __future__ import annotations

import json
from typing import Any


def of(kind: type, name: str) -> str:
    """The schema of a result, from the data class that it is."""
    from pydantic import TypeAdapter

    return published(TypeAdapter(kind).json_schema(mode="serialization"), name)


def published(body: dict[str, Any], name: str) -> str:
    """A schema with what says which one it is."""
    from pydantic.json_schema import GenerateJsonSchema

    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": f"urn:opsgen:{name}:1"}
    return json.dumps(head | body, indent=2, ensure_ascii=False) + "\n"
