"""The paths by which rules name what lies within columns."""

from __future__ import annotations

from typing import Any

from opsgen.graph.members import members, nested
from opsgen.language.root import Spec
from runtime.check.lab import graph

COLUMNS: dict[str, Any] = {
    "id": {"type": "string"},
    "address": {
        "type": "object",
        "fields": {"city": {"type": "string"}, "geo": {"type": "array", "items": {"type": "number"}}},
    },
    "lines": {
        "type": "array",
        "items": {
            "type": "object",
            "fields": {"sku": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}}},
        },
    },
}


def _dataset(columns: dict[str, Any]) -> Any:
    return graph({"data": {"source": {"connection": "lake", "path": "a.json"}, "columns": columns}}).spec.datasets[
        "data"
    ]


def test_each_part_has_a_path() -> None:
    found = members(_dataset(COLUMNS))
    assert {name: member.steps for name, member in found.items()} == {
        "id": (),
        "address": (),
        "address.city": ("city",),
        "address.geo": ("geo",),
        "address.geo[]": ("geo", None),
        "lines": (),
        "lines[]": (None,),
        "lines[].sku": (None, "sku"),
        "lines[].tags": (None, "tags"),
        "lines[].tags[]": (None, "tags", None),
    }
    assert [name for name, member in found.items() if member.is_many] == [
        "address.geo[]", "lines[]", "lines[].sku", "lines[].tags", "lines[].tags[]",
    ]  # fmt: skip
    assert found["lines[].sku"].path("data") == ("datasets", "data", "columns", "lines", "items", "fields", "sku")


def test_the_name_of_a_column_takes_precedence_over_a_path() -> None:
    dataset = _dataset({**COLUMNS, "address.city": {"type": "integer"}, "lines[]": {"type": "date"}})
    found = members(dataset)
    assert found["address.city"].is_column
    assert found["lines[]"].declared.type == "date"
    assert found["lines[].sku"].steps == (None, "sku")
    assert [member.name for member in nested(dataset) if member.name in dataset.columns] == ["address.city", "lines[]"]


def test_a_dataset_without_parts_has_its_columns() -> None:
    assert list(members(_dataset({"a": {"type": "object"}, "b.c": {"type": "string"}}))) == ["a", "b.c"]


def test_the_models_take_parts_to_any_depth() -> None:
    inner: dict[str, Any] = {"type": "string", "required": True}
    for number in range(20):
        inner = {"type": "array", "items": inner} if number % 2 else {"type": "object", "fields": {"f": inner}}
    (*_, last) = members(_dataset({"deep": inner}))
    assert last == "deep" + "[].f" * 10
    assert "NestedField" in Spec.model_json_schema()["$defs"]
