"""The JSON that programs read; `schemas/drift-report.schema.json` describes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsgen.drift.result import DriftResult


def show(result: DriftResult) -> str:
    """The result as JSON."""
    from dataclasses import asdict

    return json.dumps(asdict(result), indent=2, ensure_ascii=False) + "\n"


def schema() -> str:
    """The JSON Schema of what `show` gives, Draft 2020-12."""
    from pydantic import TypeAdapter
    from pydantic.json_schema import GenerateJsonSchema

    from opsgen.drift.result import DriftResult

    body = TypeAdapter(DriftResult).json_schema(mode="serialization")
    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": "urn:opsgen:drift-report:1"}
    return json.dumps(head | body, indent=2, ensure_ascii=False) + "\n"
