"""What cannot be read in files: the values and rows are named, counted once, kept as they are, and masked."""

from __future__ import annotations

import csv
import gzip
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from opsgen.runtime.check.failing_rows import Examples
from opsgen.runtime.check.result import Outcome
from program import opsgen
from runtime.check.lab import csv_of, rules, run, write

if TYPE_CHECKING:
    from pathlib import Path


def schema(folder: Path, columns: dict[str, Any], **source: Any) -> str:
    """What the schema rule found."""
    return rules(run(folder, {"data": csv_of(columns, **source)}))["schema"].found


def test_values_are_named_with_their_lines(tmp_path: Path) -> None:
    write(tmp_path, 'a,b\n"x\ny",1\nz,two\n\nz,2.5\nz,two\nz,t\u202ehree\nz,four\n')
    columns = {"a": {"type": "string"}, "b": {"type": "integer"}}
    assert schema(tmp_path, columns) == (
        "5 values of `b` are not integers (line 4: `two`, line 6: `2.5`, line 8: `t\\u{202E}hree`, …)"
    )


def test_values_of_several_files_are_named_with_the_file(tmp_path: Path) -> None:
    write(tmp_path, "a\n1\n", "part-1.csv")
    write(tmp_path, "a\n1\nx\n", "part-2.csv")
    assert schema(tmp_path, {"a": {"type": "integer"}}, path="part-*.csv") == (
        "1 value of `a` is not an integer (part-2.csv, line 3: `x`)"
    )


def test_lines_are_those_of_the_file_whatever_is_left_out(tmp_path: Path) -> None:
    text = "Report\n\n# first\na;b\n1;x\n# '\nzwei;x\n3\n"
    path = tmp_path / "data" / "data.csv.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(text.encode("cp1252")))
    source = {"path": path.name, "skip": 1, "comment": "#", "delimiter": ";", "encoding": "cp1252"}
    assert schema(tmp_path, {"a": {"type": "integer"}, "b": {"type": "string"}}, **source) == (
        "1 value of `a` is not an integer (line 7: `zwei`); 1 row cannot be read (line 8: 1 field instead of 2: `3`)"
    )


def test_files_without_a_header_have_lines_too(tmp_path: Path) -> None:
    write(tmp_path, "1,x\ny,x\n")
    columns = {"a": {"type": "integer"}, "b": {"type": "string"}}
    assert schema(tmp_path, columns, header=False) == "1 value of `a` is not an integer (line 2: `y`)"


def test_values_in_json_and_parquet_are_named_with_their_rows(tmp_path: Path) -> None:
    write(tmp_path, '{"a": 1}\n{"a": "x"}\n{"a": 1.5}\n', "data.jsonl")
    columns = {"a": {"type": "integer", "required": True}}
    found = rules(run(tmp_path, {"data": csv_of(columns, path="data.jsonl")}))
    assert found["schema"].found == '2 values of `a` are not integers (row 2: `"x"`, row 3: `1.5`)'
    assert found["a.required"].rows_broken == 0
    duckdb.sql("SELECT unnest([1.0, 2.5]) AS a").write_parquet(str(tmp_path / "data" / "data.parquet"))
    assert schema(tmp_path, columns, path="data.parquet") == "1 value of `a` is not an integer (row 2: `2.5`)"


@pytest.mark.parametrize("where", [None, "b = 'y'"])
def test_what_cannot_be_read_is_not_missing_as_well(tmp_path: Path, where: str | None) -> None:
    write(tmp_path, "a,b\n1,y\nx,y\n,y\n")
    columns = {"a": {"type": "integer", "required": True}, "b": {"type": "string"}}
    rule = {"not_null": {"column": "a", **({"where": where} if where else {})}}
    found = rules(run(tmp_path, {"data": csv_of(columns, [rule])}, examples=Examples(sample=5)))
    assert {name: each.rows_broken for name, each in found.items()} == {"schema": 1, "a.required": 1, "not_null(a)": 1}
    assert found["not_null(a)"].sample is not None
    assert found["not_null(a)"].sample.rows == ((None, "y"),)


def test_samples_and_stored_rows_keep_the_text(tmp_path: Path) -> None:
    write(tmp_path, 'id,day,amount\n1,soon,-1\n2,2024-01-01,"1,5"\n3,2024-01-01,2\n')
    columns = {"id": {"type": "integer"}, "day": {"type": "date"}, "amount": {"type": "number", "min": 0}}
    kept = tmp_path / "kept"
    found = rules(run(tmp_path, {"data": csv_of(columns)}, examples=Examples(sample=5, folder=kept)))
    assert found["schema"].sample is not None
    assert found["schema"].sample.rows == (("1", "soon", "-1.0"), ("2", "2024-01-01", "1,5"))
    with (kept / "data" / "schema.csv").open(newline="") as file:
        assert [row[0:2] for row in csv.reader(file)] == [["id", "day"], ["1", "soon"], ["2", "2024-01-01"]]
    assert found["amount.min"].sample is not None
    assert found["amount.min"].sample.rows == (("1", "soon", "-1.0"),)


def test_personal_values_and_rows_are_masked(tmp_path: Path) -> None:
    write(tmp_path, "id,born\n1,secret\n2,2000-01-01\nsecret\n")
    columns = {"id": {"type": "integer"}, "born": {"type": "date", "classification": "pii"}}
    result = run(tmp_path, {"data": csv_of(columns)}, examples=Examples(sample=5))
    assert rules(result)["schema"].found == (
        "1 value of `born` is not a date (line 2: ***); 1 row cannot be read (line 4: 1 field instead of 2: ***)"
    )
    assert "secret" not in repr(result)


@pytest.mark.parametrize(
    ("texts", "type_", "key"),
    [
        (["0,50", "12,25"], "number", 'decimal: ","'),
        (["1.234,5", "7,1"], "number", 'decimal: ","'),
        (["1,234.5"], "number", 'thousands: ","'),
        (["31.12.2024"], "date", 'date_format: "%d.%m.%Y"'),
        (["31.12.2024 10:30"], "timestamp", 'timestamp_format: "%d.%m.%Y %H:%M"'),
    ],
)
def test_the_key_that_would_help_is_named(tmp_path: Path, texts: list[str], type_: str, key: str) -> None:
    write(tmp_path, "a\n" + "".join(f'"{text}"\n' for text in texts))
    assert schema(tmp_path, {"a": {"type": type_}}).endswith(f"; write `{key}` in the source")


def test_no_key_is_named_for_what_it_would_not_mend(tmp_path: Path) -> None:
    write(tmp_path, 'a\n"1,5"\nx\n')
    assert "write" not in schema(tmp_path, {"a": {"type": "number"}})
    write(tmp_path, "a\n01/02/2024\n")  # January or February
    assert "write" not in schema(tmp_path, {"a": {"type": "date"}})


# Rows


def test_rows_that_cannot_be_read_hide_no_others(tmp_path: Path) -> None:
    write(tmp_path, 'a,b\n1,x\n3\n4,y,6\n-5,x\n"6"7,x\n8,\'x\n')
    columns = {"a": {"type": "integer", "min": 0}, "b": {"type": "string", "required": True}}
    result = run(tmp_path, {"data": csv_of(columns, [{"unique": {"columns": ["a"]}}])})
    found = rules(result)
    assert found["schema"].found == (
        "3 rows cannot be read (line 3: 1 field instead of 2: `3`, line 4: 3 fields instead of 2: `4,y,6`, "
        'line 6: a quoted field is not closed, or text follows its closing quote: `"6"7,x`); '
        "if the file uses other quotes, write `quote` and `escape` in the source"
    )
    assert found["schema"].rows_broken == 3
    assert (found["a.min"].rows_broken, found["b.required"].rows_broken, result.datasets[0].rows) == (1, 0, 3)
    assert found["unique(a)"].outcome is Outcome.PASS


def test_late_rows_are_found_as_early_ones(tmp_path: Path) -> None:
    write(tmp_path, "a,b\n" + "1,2\n" * 30_000 + "3\n")
    result = run(tmp_path, {"data": csv_of({"a": {"type": "integer"}, "b": {"type": "integer"}})})
    assert rules(result)["schema"].found == "1 row cannot be read (line 30,002: 1 field instead of 2: `3`)"
    assert result.datasets[0].rows == 30_000


def test_an_open_quote_is_found_where_it_opens(tmp_path: Path) -> None:
    write(tmp_path, 'a,b\n1,2\n"3,4\n5,6\n')
    found = schema(tmp_path, {"a": {"type": "integer"}, "b": {"type": "integer"}})
    assert found.startswith(
        '1 row cannot be read (line 3: a quoted field is not closed, or text follows its closing quote: `"3,4'
    )
    assert found.endswith("write `quote` and `escape` in the source")


def test_rows_of_several_files_are_read_by_their_own_headers(tmp_path: Path) -> None:
    write(tmp_path, "a,b\n1,x\n2\n", "part-1.csv")
    write(tmp_path, "b,a\ny,3\n", "part-2.csv")
    columns = {"a": {"type": "integer", "max": 1}, "b": {"type": "string", "required": True}}
    found = rules(run(tmp_path, {"data": csv_of(columns, path="part-*.csv")}))
    assert found["schema"].found == "1 row cannot be read (part-1.csv, line 3: 1 field instead of 2: `2`)"
    assert (found["a.max"].rows_broken, found["b.required"].rows_broken) == (1, 0)


@pytest.mark.parametrize(("encoding", "text"), [("latin-1", "Köln"), ("cp1252", "5 €")])
def test_another_encoding_is_named_with_its_key(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "data" / "data.csv"
    path.parent.mkdir()
    path.write_bytes(f"a,b\n1,x\n2,{text}\n".encode(encoding))
    columns = {"a": {"type": "integer"}, "b": {"type": "string"}}
    found = schema(tmp_path, columns)
    shown = text.encode(encoding).decode(errors="backslashreplace")
    assert found == f"1 row cannot be read (line 3: not UTF-8: `2,{shown}`); write `encoding: {encoding}` in the source"
    assert schema(tmp_path, columns, encoding=encoding) == "2 columns"


def test_comments_are_suspected(tmp_path: Path) -> None:
    write(tmp_path, "a,b\n# from the shop\n1,x\n")
    columns = {"a": {"type": "integer"}, "b": {"type": "string"}}
    assert schema(tmp_path, columns).endswith('if these lines are comments, write `comment: "#"` in the source')
    assert schema(tmp_path, columns, comment="#") == "2 columns"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_another_delimiter_is_all_that_is_said(tmp_path: Path, delimiter: str) -> None:
    write(tmp_path, f"a{delimiter}b\n1{delimiter}2,5\n")
    key = {"\t": "\\t"}.get(delimiter, delimiter)
    shown = {"\t": "\\u{0009}"}.get(delimiter, delimiter)
    columns = {"a": {"type": "integer"}, "b": {"type": "number"}}
    assert schema(tmp_path, columns) == f'the only column is `a{shown}b`: write `delimiter: "{key}"` in the source'


def test_rows_that_cannot_be_read_stop_a_transform(tmp_path: Path) -> None:
    (tmp_path / "opsgen.yaml").write_text(
        "version: 1\nproject: {name: shop, owner: ml}\nconnections: {lake: {type: files, root: data}}\ndatasets:\n"
        "  one: {source: {connection: lake, path: one.csv}, columns: {a: {type: integer}, b: {type: string}}}\n"
        "  two:\n    source: {connection: lake, path: two.csv}\n    transform: {inputs: [one], sql: two.sql}\n"
        "    columns: {a: {type: integer}}\n"
    )
    (tmp_path / "two.sql").write_text("select a from one\n")
    write(tmp_path, "a,b\n1,x\n2\n", "one.csv")
    ran = opsgen("transform", "two", folder=tmp_path)
    assert ran.returncode == 4
    assert not (tmp_path / "data" / "two.csv").exists()
    assert "Traceback" not in ran.stderr
