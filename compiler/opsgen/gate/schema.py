"""The published JSON Schemas of what a gate reads and of what it gives, Draft 2020-12."""

from __future__ import annotations

import json
from typing import Any

from opsgen.gate.metrics import DATA_VERSION, NESTED, RESERVED, SLICES


def of_metrics() -> str:
    """The schema of the file that a training writes its metrics to."""
    body = {
        "title": "Metrics",
        "description": "What a training measured: metrics by name, or the same under `metrics` where other things "
        "stand beside them. Null is a metric that has no value.",
        "type": "object",
        "properties": {
            SLICES: {
                "description": "The metrics of the rows that have one value of a column: by column, value and metric.",
                "type": ["object", "null"],
                "additionalProperties": _by_name(_by_name({"$ref": "#/$defs/figure"})),
            },
            DATA_VERSION: {
                "description": "The version of the data that the training read, as a snapshot's identifier.",
                "type": ["string", "null"],
                "minLength": 1,
            },
        },
        "anyOf": [
            {"properties": {NESTED: _by_name({"$ref": "#/$defs/figure"})}, "required": [NESTED]},
            {"properties": dict.fromkeys(sorted(RESERVED), True), "additionalProperties": {"$ref": "#/$defs/figure"}},
        ],
        "$defs": {"figure": {"description": "A metric's value.", "type": ["number", "null"]}},
        "examples": [
            {"roc_auc": 0.7, "slices": {"origin": {"JFK": {"roc_auc": 0.71}}}},
            {"metrics": {"roc_auc": 0.7}, "trained_by": "hand"},
        ],
    }
    return _published("metrics", body)


def of_result() -> str:
    """The schema of the report in JSON."""
    from pydantic import TypeAdapter

    from opsgen.gate.result import GateResult

    return _published("gate-result", TypeAdapter(GateResult).json_schema(mode="serialization"))


def _by_name(values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values}


def _published(name: str, body: dict[str, Any]) -> str:
    from pydantic.json_schema import GenerateJsonSchema

    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": f"urn:opsgen:{name}:1"}
    return json.dumps(head | body, indent=2, ensure_ascii=False) + "\n"
