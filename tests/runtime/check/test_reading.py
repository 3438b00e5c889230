"""How files are read: declared types, missing values, what does not fit, what is not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from opsgen.runtime.check.failing_rows import Examples
from opsgen.runtime.check.result import Outcome
from runtime.check.lab import LAKE, csv_of, rules, run, write

if TYPE_CHECKING:
    from pathlib import Path


def schema(folder: Path, columns: dict[str, Any], quality: list[Any] | None = None, **source: Any) -> str:
    """What the schema rule found."""
    return rules(run(folder, {"data": csv_of(columns, quality, **source)}))[
        "schema_match" if quality else "schema"
    ].found


NO_MOMENTS = ["yesterday", "epoch", "infinity", "-infinity", "2024/01/31", "2024-1-31", "2024-01-31 (BC)"]
TIMESTAMPS = [
    *("2024-01-01T00:00:00Z", "2024-01-01 00:00:00.000001", "2024-01-01", "2024-01-01T00:00"),
    *("2024-01-01T00:00:00+02:00", "2024-01-01 00:00:00-0330", "2024-01-01 00:00:00 UTC", "2024-01-01T00:00:00+02"),
]


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        ("integer", ["1", "-7", "1.0", "9223372036854775807"], ["x", "1.5", "9223372036854775808", "NaN"]),
        ("number", ["1.5", "1e3", "NaN", "-inf"], ["one", "1,5"]),
        ("boolean", ["true", "FALSE"], ["maybe", "2"]),
        ("date", ["2024-02-29", "0001-01-01", "9999-12-31"], [*NO_MOMENTS, "2023-02-29", "2024-01-01T00:00:00"]),
        ("timestamp", TIMESTAMPS, [*NO_MOMENTS, "2024-13-01T00:00:00", "2024-01-01 1:2"]),
        ("time", ["12:00:00", "23:59:59.999999", "00:00"], ["25:00:00", "noon", "1:2", "1:02:03"]),
        ("object", ['{"a":1}'], ["[1]", "{", "1"]),
        ("array", ["[1]"], ['{"a":1}', "x"]),
        ("string", ["anything", "1"], []),
    ],
)
def test_a_value_in_a_csv_file_that_is_not_of_its_type_is_found(
    tmp_path: Path, type_: str, good: list[str], bad: list[str]
) -> None:
    quoted = ['"' + value.replace('"', '""') + '"' for value in [*good, *bad, ""]]
    write(tmp_path, "\n".join(["a,b", *(f"{value},1" for value in quoted)]) + "\n")
    found = schema(tmp_path, {"a": {"type": type_}})
    assert found == "1 column" if not bad else found.startswith(f"{len(bad)} value") and "of `a`" in found


def test_values_that_cannot_be_read_are_left_out_of_the_other_rules(tmp_path: Path) -> None:
    write(tmp_path, "a,b\n1,1\nx,1\n3,1\n")
    quality = [{"not_null": {"column": "a"}}, {"sum": {"column": "a", "max": 4}}]
    found = rules(run(tmp_path, {"data": csv_of({"a": {"type": "integer"}}, quality)}))
    assert [found[name].outcome.value for name in found] == ["fail", "pass", "pass"]


def test_missing_columns_are_said_and_keep_only_their_own_rules_from_being_judged(tmp_path: Path) -> None:
    write(tmp_path, "a,c\n1,2\n")
    found = rules(
        run(
            tmp_path,
            {"data": csv_of({"a": {"type": "integer", "required": True}, "b": {"type": "string", "required": True}})},
        )
    )
    assert found["schema"].found == "no column `b`"
    assert found["a.required"].outcome is Outcome.PASS
    assert (found["b.required"].outcome, found["b.required"].message) == ("error", "the data has no column `b`")


def test_undeclared_columns_and_order_are_a_matter_of_schema_match(tmp_path: Path) -> None:
    write(tmp_path, "b,a,c\n1,2,3\n")
    columns = {"a": {"type": "integer"}, "b": {"type": "integer"}}
    assert schema(tmp_path, columns) == "2 columns"
    assert schema(tmp_path, columns, [{"schema_match": {"extra_columns": "forbid"}}]) == "undeclared `c`"
    assert schema(tmp_path, columns, [{"schema_match": {"order": True}}]) == "the order is b, a"


def test_csv_files_may_have_another_delimiter_and_no_header(tmp_path: Path) -> None:
    write(tmp_path, "1;a\n2;b\n")
    columns = {"n": {"type": "integer", "max": 1}, "t": {"type": "string", "required": True}}
    found = rules(run(tmp_path, {"data": csv_of(columns, delimiter=";", header=False)}))
    assert found["n.max"].rows_broken == 1


def test_several_files_are_one_dataset_whatever_the_order_of_their_columns(tmp_path: Path) -> None:
    write(tmp_path, "a,b\n1,x\n", "part-1.csv")
    write(tmp_path, "b,a\ny,2\n", "part-2.csv")
    result = run(tmp_path, {"data": csv_of({"a": {"type": "integer", "max": 2}}, path="part-*.csv")})
    assert (result.outcome, result.datasets[0].rows) == (Outcome.PASS, 2)


def test_the_partitions_of_a_path_are_one_dataset(tmp_path: Path) -> None:
    write(tmp_path, "a\n1\n", "day=2013-07-01/part.csv")
    write(tmp_path, "a\n2\n3\n", "day=2013-07-02/part.csv")
    columns = {"a": {"type": "integer"}, "day": {"type": "date", "max": "2013-07-01"}}
    result = run(tmp_path, {"data": csv_of(columns, path="day={day}/part.csv")})
    assert (result.datasets[0].rows, rules(result)["day.max"].rows_broken) == (3, 2)


def test_only_a_star_stands_for_other_characters(tmp_path: Path) -> None:
    write(tmp_path, "a,b\n1,x\n", "a[1]?.csv")
    write(tmp_path, "a,b\n1,x\n2,x\n", "a1x.csv")
    for path in ("a[1]?.csv", "a[1]?*"):
        result = run(tmp_path, {"data": csv_of({"a": {"type": "integer"}}, path=path, format="csv")})
        assert result.datasets[0].rows == 1, path


def test_json_documents_may_lack_fields_and_must_have_the_right_types(tmp_path: Path) -> None:
    lines = ['{"a": 1, "b": "x"}', '{"a": "1"}', '{"b": 2}', '{"a": null, "b": null, "c": {"d": [1]}}', '{"a": 1.5}']
    write(tmp_path, "\n".join(lines) + "\n", "data.jsonl")
    columns = {"a": {"type": "integer", "required": True}, "b": {"type": "string"}, "c": {"type": "object"}}
    found = rules(run(tmp_path, {"data": csv_of(columns, path="data.jsonl")}))
    assert found["schema"].found == (
        '2 values of `a` are not integers (row 2: `"1"`, row 5: `1.5`); 1 value of `b` is not a string (row 3: `2`)'
    )
    assert found["a.required"].rows_broken == 2


def test_parquet_brings_its_own_types(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    duckdb.sql(
        "select 1 as whole, 2.0::double as float, 2.5::double as part, 'x' as text, 1::decimal(10, 2) as exact,"
        " uuid() as id, now() as at, date '2024-01-01' as day, true as ok, [1] as many, {'a': 1} as one"
    ).write_parquet(str(tmp_path / "data" / "data.parquet"))
    columns = {
        "whole": {"type": "integer", "max": 1},
        "float": {"type": "integer", "max": 2},
        "part": {"type": "integer"},
        "text": {"type": "integer", "required": True},
        "exact": {"type": "number", "max": 1},
        "id": {"type": "string", "min_length": 36},
        "at": {"type": "timestamp", "min": "2024-01-01T00:00:00Z"},
        "day": {"type": "date", "max": "2024-01-01"},
        "ok": {"type": "boolean", "allowed": [True]},
        "many": {"type": "array"},
        "one": {"type": "object"},
    }
    found = rules(run(tmp_path, {"data": csv_of(columns, path="data.parquet")}))
    assert found["schema"].found == (
        "`text` is VARCHAR, not integer; 1 value of `part` is not an integer (row 1: `2.5`)"
    )
    assert found["text.required"].message == "`text` is VARCHAR in the data, not integer"
    assert {rule.outcome.value for name, rule in found.items() if name not in ("schema", "text.required")} == {"pass"}


def test_a_duckdb_database_has_tables(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "lake.db")) as connection:
        connection.execute("create table t as select range as a from range(10)")
        connection.execute("create schema s")
        connection.execute("create table s.t as select range as a from range(20)")
    connections = {"db": {"type": "duckdb", "path": "lake.db"}}
    for table, rows in (("t", 10), ("s.t", 20)):
        dataset = {
            "source": {"connection": "db", "table": table},
            "columns": {"a": {"type": "integer", "unique": True}},
        }
        result = run(tmp_path, {"data": dataset}, connections=connections)
        assert (result.outcome, result.datasets[0].rows) == (Outcome.PASS, rows)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("other.csv", "a,b\n1,2\n", "No files found"),
    ],
)
def test_data_that_cannot_be_read_is_no_broken_rule(tmp_path: Path, file: str, text: str, message: str) -> None:
    write(tmp_path, text, file)
    result = run(tmp_path, {"data": csv_of({"a": {"type": "integer"}})})
    assert result.outcome is Outcome.ERROR
    assert message in (result.datasets[0].message or "")


def test_what_keeps_one_dataset_from_being_read_is_not_about_the_others(tmp_path: Path) -> None:
    write(tmp_path, "a\n1\n")
    connections = LAKE | {"db": {"type": "duckdb", "path": "none.db"}}
    intervals = {"query": {"name": "span", "sql": "select a from data where interval '1' day is null"}}
    into_missing = {"a": {"type": "integer", "references": "val.a"}}
    datasets = {
        "data": csv_of(into_missing, [intervals]),
        "val": csv_of({"a": {"type": "integer"}}, path="none.csv"),
        "stored": {"source": {"connection": "db", "table": "t"}, "columns": {"a": {"type": "integer"}}},
    }
    result = run(tmp_path, datasets, *datasets, connections=connections, examples=Examples(sample=1))
    assert [each.outcome for each in result.datasets] == [Outcome.FAIL, Outcome.ERROR, Outcome.ERROR]
    outcomes = {name: rule.outcome for name, rule in rules(result).items()}
    assert outcomes == {"schema": Outcome.PASS, "a.references": Outcome.ERROR, "span": Outcome.PASS}
    assert "none.csv" in (rules(result)["a.references"].message or "")
    assert "none.db" in (result.datasets[2].message or "")


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("select interval '500000000 months' as span from data", [("41666666 years 8 months",)]),
        (
            "select '2024-01-31 12:00:00+02'::timestamptz as at, [1, 2] as a from data",
            [("2024-01-31 10:00:00+00", "[1, 2]")],
        ),
        ("select 'infinity'::date as day, true as a, null as nothing from data", [("infinity", "true", None)]),
        ("select a, a, 2 as a from data", [("1", "1", "2")]),
        ("select * from data", [("1",)]),
        ("select a from data union all select 2 order by a desc limit 1", [("2",)]),
    ],
)
def test_rows_of_a_query_are_shown_as_text_whatever_their_types(
    tmp_path: Path, sql: str, rows: list[tuple[str | None, ...]]
) -> None:
    write(tmp_path, "a\n1\n")
    dataset = csv_of({"a": {"type": "integer"}}, [{"query": {"name": "rule", "sql": sql}}])
    result = run(tmp_path, {"data": dataset}, examples=Examples(sample=5, folder=tmp_path / "kept"))
    rule = rules(result)["rule"]
    assert rule.sample is not None, rule.message
    assert list(rule.sample.rows) == rows
    assert len((tmp_path / "kept" / "data" / "rule.csv").read_text().splitlines()) == 1 + len(rows)


def test_the_age_of_files_is_that_of_the_newest(tmp_path: Path) -> None:
    write(tmp_path, "a,b\n1,2\n")
    dataset = csv_of({"a": {"type": "integer"}})
    for limits, outcome in (({"error_after": "1h"}, "pass"), ({"warn_after": "1ms", "error_after": "1d"}, "warn")):
        assert rules(run(tmp_path, {"data": dataset | {"freshness": limits}}))["freshness"].outcome == outcome


@pytest.mark.parametrize("path", ["data[1].csv", "a?[b]*.csv", "day=1/*[1]/data.csv"])
def test_the_age_of_files_with_marks_in_their_names_is_known(tmp_path: Path, path: str) -> None:
    write(tmp_path, "a\n1\n", path.replace("*", "x"))
    dataset = csv_of({"a": {"type": "integer"}}, path=path) | {"freshness": {"error_after": "1h"}}
    assert run(tmp_path, {"data": dataset}).outcome is Outcome.PASS


def test_the_age_of_a_column_is_that_of_its_newest_value(tmp_path: Path) -> None:
    write(tmp_path, "a,b\n2020-01-01,2\n2000-01-01T00:00:00Z,2\n")
    dataset = csv_of({"a": {"type": "timestamp"}}) | {"freshness": {"column": "a", "error_after": "1d"}}
    rule = rules(run(tmp_path, {"data": dataset}))["freshness"]
    assert rule.outcome is Outcome.FAIL
    assert re.fullmatch(r"[\d,]+ d( \d+ (h|min))? old", rule.found)
    duckdb.sql("select timestamp 'infinity' as a").write_parquet(str(tmp_path / "data" / "data.parquet"))
    dataset["source"]["path"] = "data.parquet"
    rule = rules(run(tmp_path, {"data": dataset}))["freshness"]
    assert (rule.outcome, rule.found) == (Outcome.FAIL, "the newest value is infinity, in the future")
