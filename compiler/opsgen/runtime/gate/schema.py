"""The JSON Schema of the metrics file (Draft 2020-12)."""

from __future__ import annotations

from typing import Any

from opsgen.runtime.gate.metrics import DATA_VERSION, NESTED, RESERVED, SLICES


def of_metrics() -> dict[str, Any]:
    """The schema of the file that training writes its metrics to."""
    return {
        "title": "Metrics",
        "description": "The metrics that training measured, by name. They may be in a mapping `metrics`, with "
        "other values next to it. Null is a metric without a value.",
        "type": "object",
        "properties": {
            SLICES: {
                "description": "The metrics of the rows that have one value of a column: by column, value and metric.",
                "type": ["object", "null"],
                "additionalProperties": _by_name(_by_name({"$ref": "#/$defs/figure"})),
            },
            DATA_VERSION: {
                "description": "The version of the data that training read, such as the identifier of a snapshot.",
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


def _by_name(values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values}
