"""Which rules a dataset has."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from opsgen.sql.rules.rule import Freshness, Reference, Rows, Schema, Tolerance, Unique, WithinBounds
from opsgen.sql.rules.rules import rules
from runtime.check.lab import csv_of, graph


def names(columns: dict[str, object], quality: list[object] | None = None) -> list[str]:
    return [rule.name for rule in rules("data", graph({"data": csv_of(columns, quality)}).spec.datasets["data"])]


def test_constraints_are_rules_of_severity_error() -> None:
    column = {"type": "string", "required": True, "unique": True, "allowed": ["a"], "pattern": "a", "max_length": 3}
    assert names({"code": column}) == [
        "schema",
        "code.required",
        "code.unique",
        "code.allowed",
        "code.pattern",
        "code.max_length",
    ]
    assert names({"size": {"type": "integer", "min": 1, "max": 9}}) == ["schema", "size.min-max"]


def test_a_key_of_several_columns_is_unique_as_a_whole() -> None:
    dataset = csv_of({"a": {"type": "integer", "primary_key": True}, "b": {"type": "integer", "primary_key": True}})
    found = {rule.name: rule for rule in rules("data", graph({"data": dataset}).spec.datasets["data"])}
    assert list(found) == ["schema", "a.required", "b.required", "primary_key(a, b)"]
    assert found["primary_key(a, b)"].test == Unique(("a", "b"), Tolerance())


def test_a_schema_rule_stands_for_the_one_that_every_dataset_has() -> None:
    quality = [{"mean": {"column": "a", "min": 1}}, {"schema_match": {"extra_columns": "forbid", "severity": "warn"}}]
    found = rules("data", graph({"data": csv_of({"a": {"type": "integer"}}, quality)}).spec.datasets["data"])
    assert [rule.name for rule in found] == ["schema_match", "mean(a)"]
    assert (found[0].test, found[0].severity) == (Schema("forbid"), "warn")


def test_rules_of_one_kind_and_column_are_told_apart() -> None:
    quality = [{"range": {"column": "a", "min": 1}}, {"range": {"column": "a", "max": 9}}]
    assert names({"a": {"type": "integer"}}, quality) == ["schema", "range(a)", "range(a) #2"]


def test_a_rule_says_what_the_spec_says() -> None:
    quality = [
        {"range": {"name": "speed", "column": "a", "min": 1, "exclusive_min": True, "where": "a > 0", "max_rows": 2}},
        {"references": {"column": "a", "to": "data.a", "max_fraction": 0.5, "severity": "warn"}},
        {"freshness": {"column": "t", "max_age": "1h", "severity": "warn"}},
    ]
    columns = {"a": {"type": "integer"}, "t": {"type": "timestamp"}}
    found = {rule.name: rule for rule in rules("data", graph({"data": csv_of(columns, quality)}).spec.datasets["data"])}
    assert found["speed"].test == Rows(WithinBounds("a", 1, None, above_low=True), Tolerance(max_rows=2))
    assert found["speed"].where == "a > 0"
    assert found["speed"].path == ("datasets", "data", "quality", 0, "range")
    assert found["references(a)"].test == Reference("a", "data", "a", Tolerance(max_fraction=0.5))
    assert found["references(a)"].severity == "warn"
    assert found["freshness(t)"].test == Freshness("t", "1h", None)


def test_tolerances_hold_together() -> None:
    both = Tolerance(max_rows=10, max_fraction=0.1)
    assert both.allows(10, 100)
    assert not both.allows(11, 1000)
    assert not both.allows(10, 99)
    assert Tolerance().allows(0, 0)
    assert not Tolerance().allows(1, 10**9)
    assert Tolerance(max_fraction=0.2).allows(0, 0)


def test_what_data_is_like_is_not_about_some_rows() -> None:
    with pytest.raises(ValidationError, match=r"schema_match\.where"):
        graph({"data": csv_of({"a": {"type": "integer"}}, [{"schema_match": {"where": "a > 1"}}])})
