"""Every kind of rule on a CSV file small enough to count by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from opsgen.runtime.check.result import Outcome
from runtime.check.lab import Steps, csv_of, rules, run, write

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS: dict[str, Any] = {
    "id": {"type": "integer"},
    "code": {"type": "string"},
    "size": {"type": "number"},
    "day": {"type": "date"},
    "at": {"type": "timestamp"},
    "ok": {"type": "boolean"},
}
ROWS = """\
id,code,size,day,at,ok
1,ab,1.5,2024-01-01,2024-01-01T00:00:00Z,true
2,ab,2.5,2024-01-31,2024-01-01T02:00:00+02:00,false
3,äöü,-0.0,2024-02-29,2024-06-01 12:00:00,true
3,,NaN,,,
5,"x,y",10,2023-12-31,1999-12-31T23:59:59.999999Z,false
NA,NA,NA,NA,NA,NA
"""


def broken(folder: Path, kind: str, **body: Any) -> int | None:
    """How many of the rows break a rule."""
    write(folder, ROWS)
    result = run(folder, {"data": csv_of(COLUMNS, [{kind: {"name": "rule", **body}}], null_values=["NA"])})
    found = rules(result)
    assert found["schema"].outcome is Outcome.PASS, found["schema"].found
    assert found["rule"].message is None
    assert result.datasets[0].rows == 6
    return found["rule"].rows_broken


@pytest.mark.parametrize(
    ("kind", "body", "count"),
    [
        ("not_null", {"column": "id"}, 1),
        ("not_null", {"column": "code"}, 2),  # the empty text of a CSV file is a missing value
        ("not_null", {"column": "size"}, 1),  # NaN is a value
        ("not_null", {"column": "code", "where": "id > 2"}, 1),
        ("accepted_values", {"column": "code", "values": ["ab", "äöü"]}, 1),
        ("accepted_values", {"column": "code", "values": ["AB"]}, 4),
        ("accepted_values", {"column": "id", "values": [1, 2]}, 3),
        ("accepted_values", {"column": "size", "values": [1.5, 0, 10]}, 2),
        ("accepted_values", {"column": "ok", "values": [True]}, 2),
        ("accepted_values", {"column": "day", "values": ["2024-02-29"]}, 3),
        ("range", {"column": "id", "min": 2, "max": 3}, 2),
        ("range", {"column": "id", "min": 2, "max": 3, "exclusive_max": True}, 4),
        ("range", {"column": "id", "min": 1, "exclusive_min": True}, 1),
        ("range", {"column": "size", "min": -5}, 1),  # NaN lies within no bounds
        ("range", {"column": "size", "max": 100}, 1),
        ("range", {"column": "size", "min": 0}, 1),  # -0.0 is not below 0
        ("range", {"column": "code", "min": "ab", "max": "az"}, 2),
        ("range", {"column": "day", "min": "2024-01-01", "max": "2024-01-31"}, 2),
        ("range", {"column": "at", "min": "2024-01-01T00:00:00Z"}, 1),
        ("range", {"column": "at", "max": "2024-01-01T01:00:00+01:00"}, 1),
        ("pattern", {"column": "code", "regex": "[a-z]+"}, 2),
        ("pattern", {"column": "code", "regex": "a"}, 4),
        ("pattern", {"column": "code", "regex": "..|.{3}"}, 0),
        ("length", {"column": "code", "min": 3}, 2),
        ("length", {"column": "code", "max": 2}, 2),
        ("expression", {"sql": "id < 3 or ok"}, 1),  # where it is null the row passes
        ("expression", {"sql": "ok", "where": "id <> 2"}, 1),
        ("unique", {"columns": ["id"]}, 2),
        ("unique", {"columns": ["code"]}, 2),
        ("unique", {"columns": ["id", "code"]}, 0),
        ("unique", {"columns": ["code"], "where": "id = 1"}, 0),
        ("query", {"sql": "select * from data where id > 2"}, 3),
        ("query", {"sql": "select code from data group by code having count(*) > 1"}, 2),
        ("query", {"sql": "select id from data", "where": "id = 3"}, 2),
        ("references", {"column": "id", "to": "data.id"}, 0),
    ],
)
def test_rows_that_break_a_rule(tmp_path: Path, kind: str, body: dict[str, Any], count: int) -> None:
    assert broken(tmp_path, kind, **body) == count


@pytest.mark.parametrize(
    ("kind", "body", "outcome", "found"),
    [
        ("row_count", {"min": 6}, "pass", "6"),
        ("row_count", {"max": 5}, "fail", "6"),
        ("row_count", {"min": 3, "where": "id > 2"}, "pass", "3"),
        ("distinct_count", {"column": "id", "min": 4, "max": 4}, "pass", "4"),
        ("distinct_count", {"column": "size", "min": 5}, "pass", "5"),
        ("mean", {"column": "id", "min": 2.8, "max": 2.8}, "pass", "2.8"),
        ("mean", {"column": "size", "min": 0}, "fail", "1 row is not finite"),
        ("mean", {"column": "size", "max": 5, "where": "id < 3"}, "pass", "2"),
        ("mean", {"column": "id", "max": 5, "where": "id > 100"}, "fail", "no values"),
        ("sum", {"column": "id", "min": 14, "max": 14}, "pass", "14"),
        ("sum", {"column": "id", "max": 0, "where": "id > 100"}, "pass", "0"),
        ("min", {"column": "id", "min": 1}, "pass", "1"),
        ("max", {"column": "id", "max": 4}, "fail", "5"),
        ("max", {"column": "size", "max": 100}, "fail", "1 row is NaN"),
        ("stddev", {"column": "id", "max": 1.5}, "pass", "1.48324"),
        ("stddev", {"column": "id", "max": 1, "where": "id = 1"}, "fail", "fewer than two values"),
        ("quantile", {"column": "id", "quantile": 0.5, "min": 3, "max": 3}, "pass", "3"),
        ("quantile", {"column": "id", "quantile": 0.1, "max": 1.4}, "pass", "1.4"),
    ],
)
def test_figures(tmp_path: Path, kind: str, body: dict[str, Any], outcome: str, found: str) -> None:
    write(tmp_path, ROWS)
    result = run(tmp_path, {"data": csv_of(COLUMNS, [{kind: {"name": "rule", **body}}], null_values=["NA"])})
    rule = rules(result)["rule"]
    assert (rule.outcome, rule.found, rule.message) == (outcome, found, None)


def test_severity_and_tolerance_decide_what_a_broken_rule_means(tmp_path: Path) -> None:
    write(tmp_path, "a\n1\n\n3\n4\n")
    quality = [
        {"not_null": {"name": "none", "column": "a"}},
        {"not_null": {"name": "warning", "column": "a", "severity": "warn"}},
        {"not_null": {"name": "one", "column": "a", "max_rows": 1}},
        {"not_null": {"name": "quarter", "column": "a", "max_fraction": 0.25}},
        {"not_null": {"name": "less", "column": "a", "max_fraction": 0.2, "max_rows": 1}},
    ]
    write(tmp_path, 'a,b\n1,x\n"",x\n3,x\n4,x\n')
    found = rules(run(tmp_path, {"data": csv_of({"a": {"type": "integer"}}, quality)}))
    assert {name: rule.outcome.value for name, rule in found.items()} == {
        "schema": "pass",
        "none": "fail",
        "warning": "warn",
        "one": "pass",
        "quarter": "pass",
        "less": "fail",
    }
    assert (found["none"].rows_broken, found["none"].rows_judged) == (1, 4)
    assert (found["none"].found, found["less"].limit) == ("1 row (25 %)", "at most 1 row and 20 %")


def test_one_scan_answers_all_but_uniqueness_references_and_queries(tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    quality = [
        {"row_count": {"min": 1}},
        {"not_null": {"column": "id"}},
        {"mean": {"column": "id", "min": 0}},
        {"quantile": {"column": "id", "quantile": 0.9, "max": 9}},
        {"distinct_count": {"column": "code", "min": 1}},
        {"expression": {"sql": "id > 0"}},
        {"freshness": {"column": "at", "max_age": "10000d"}},
        {"unique": {"columns": ["id"]}},
        {"references": {"column": "id", "to": "data.id"}},
        {"query": {"sql": "select 1 from data where id < 0"}},
    ]
    steps = Steps()
    result = run(tmp_path, {"data": csv_of(COLUMNS, quality, null_values=["NA"])}, steps=steps)
    assert steps.made == ["data: scan", "data: unique(id)", "data: references(id)", "data: query"]
    assert [rule.name for rule in result.datasets[0].rules if rule.seconds is not None] == [
        "unique(id)",
        "references(id)",
        "query",
    ]


def test_a_rule_that_fails_to_run_leaves_the_others_alone(tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    quality = [
        {"expression": {"name": "bad", "sql": "nothing > 1"}},
        {"expression": {"name": "cast", "sql": "cast(code as integer) > 1", "severity": "warn"}},
        {"expression": {"name": "good", "sql": "id > 0"}},
    ]
    result = run(tmp_path, {"data": csv_of(COLUMNS, quality, null_values=["NA"])})
    found = rules(result)
    assert [found[name].outcome.value for name in ("schema", "bad", "cast", "good")] == [
        "pass",
        "error",
        "error",
        "pass",
    ]
    assert "nothing" in (found["bad"].message or "")
    assert result.outcome is Outcome.FAIL
