"""The JSON that programs read; `schemas/check-result.schema.json` describes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsgen.quality.result import CheckResult


def show(result: CheckResult) -> str:
    """The result as JSON."""
    from dataclasses import asdict

    return json.dumps(asdict(result), indent=2, ensure_ascii=False) + "\n"


def schema() -> str:
    """The JSON Schema of what `show` gives, Draft 2020-12."""
    from pydantic import TypeAdapter
    from pydantic.json_schema import GenerateJsonSchema

    from opsgen.quality.result import CheckResult

    body = TypeAdapter(CheckResult).json_schema(mode="serialization")
    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": "urn:opsgen:check-result:1"}
    return json.dumps(head | body, indent=2, ensure_ascii=False) + "\n"
