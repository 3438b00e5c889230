"""CSV files as people write them: encodings, decimals, dates, quotes, comments, folders that are columns."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from opsgen.runtime.check.result import Outcome
from opsgen.sql.sources.locations import constant_folder
from opsgen.sql.sources.notation import form
from runtime.check.lab import LAKE, csv_of, graph, rules, run, write

if TYPE_CHECKING:
    from opsgen.runtime.check.result import RuleResult


def checked(folder: Path, columns: dict[str, Any], quality: list[Any] | None = None, **source: Any) -> RuleResult:
    """What the schema rule found."""
    found = rules(run(folder, {"data": csv_of(columns, quality, **source)}))
    return next(rule for rule in found.values() if rule.kind == "schema_match")


def save(folder: Path, data: bytes, name: str = "data.csv") -> None:
    path = folder / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("source", "type_", "good", "bad"),
    [
        (
            {"decimal": ",", "thousands": "."},
            "number",
            ["1.234,5", "12,25", "-1.000.000", "1234,5", "5,", ",5", "1,5e3", " 7 ", "NaN", "-inf"],
            ["1.2.3", "1.5", "12.34,5", "1,2,3", "1.2345", "1,234.5", "."],
        ),
        ({"decimal": ","}, "number", ["0,5", "7"], ["0.5", "1.234,5"]),
        ({"thousands": ","}, "number", ["1,234.5", "1234", "1,234,567"], ["1,23", "1,2345", ",5", "1.5,000"]),
        ({"thousands": "'"}, "integer", ["1'234", "5.0", "9'223'372'036'854'775'807"], ["1'23", "5.5", "1,234"]),
        ({"thousands": "\u00a0", "decimal": ","}, "number", ["1\u00a0234,5"], ["1 234,5"]),
        ({}, "integer", ["5", "1e3"], ["1_000", "0x10", "0b1", "5e-1"]),
        ({}, "number", ["1e3", "inf"], ["1_000", "1,5"]),
        (
            {"date_format": "%d.%m.%Y"},
            "date",
            ["31.12.2024", "1.2.2024", " 01.02.2024 "],
            ["31.02.2024", "01.02.24", "epoch", "infinity", "2024-01-01", "01.02.2024 00:00", "1.2.20245"],
        ),
        ({"date_format": "%Y%m%d"}, "date", ["20240131"], ["2024131", "20241301", "2024-01-31"]),
        ({"date_format": "%d %b %y"}, "date", ["1 Jan 24", "31 dec 99"], ["1 January 24", "1 Foo 24"]),
        (
            {"timestamp_format": "%d.%m.%Y %H:%M"},
            "timestamp",
            ["31.12.2024 23:59"],
            ["31.12.2024", "31.12.2024 24:01", "31.12.2024 23:59:00"],
        ),
        (
            {"timestamp_format": "%m/%d/%Y %I:%M:%S.%f %p"},
            "timestamp",
            ["1/2/2024 1:05:00.5 pm"],
            ["1/2/2024 13:05:00.5 pm"],
        ),
        ({"timestamp_format": "%Y-%m-%d %H:%M%z"}, "timestamp", ["2024-01-01 10:00+02:00"], ["2024-01-01 10:00Z"]),
    ],
)  # fmt: skip
def test_values_are_read_as_declared_or_not_at_all(
    tmp_path: Path, source: dict[str, Any], type_: str, good: list[str], bad: list[str]
) -> None:
    for name, texts in (("good", good), ("bad", bad)):
        write(tmp_path, "a\n" + "".join(f'"{text}"\n' for text in texts), f"{name}.csv")
        found = checked(tmp_path, {"a": {"type": type_}}, path=f"{name}.csv", **source)
        assert found.rows_broken == (len(bad) if name == "bad" else 0), (name, found.found)


@pytest.mark.parametrize(
    ("text", "source", "value"),
    [
        ("1.234,5", {"decimal": ",", "thousands": "."}, 1234.5),
        ("-1'000", {"thousands": "'"}, -1000),
        ("1,5e2", {"decimal": ","}, 150),
    ],
)
def test_numbers_have_the_value_that_is_written(
    tmp_path: Path, text: str, source: dict[str, Any], value: float
) -> None:
    write(tmp_path, f'a\n"{text}"\n')
    columns = {"a": {"type": "number", "min": value, "max": value}}
    assert run(tmp_path, {"data": csv_of(columns, **source)}).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("text", "format_", "value"),
    [
        ("02.01.2024 10:30", "%d.%m.%Y %H:%M", "2024-01-02T10:30:00Z"),
        ("01/02/2024 12:05 am", "%m/%d/%Y %I:%M %p", "2024-01-02T00:05:00Z"),
        ("2024-01-02 10:30+0200", "%Y-%m-%d %H:%M%z", "2024-01-02T08:30:00Z"),
    ],
)
def test_timestamps_have_the_value_that_is_written(tmp_path: Path, text: str, format_: str, value: str) -> None:
    write(tmp_path, f"a\n{text}\n")
    columns = {"a": {"type": "timestamp", "min": value, "max": value}}
    assert run(tmp_path, {"data": csv_of(columns, timestamp_format=format_)}).outcome is Outcome.PASS


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "iso-8859-15", "mac-roman", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("compressed", [False, True])
def test_files_have_the_declared_encoding(tmp_path: Path, encoding: str, *, compressed: bool) -> None:
    text = "größe,ort\r\n1,Köln\r\n"
    name = "data.csv.gz" if compressed else "data.csv"
    data = text.encode({"mac-roman": "mac_roman"}.get(encoding, encoding))
    save(tmp_path, gzip.compress(data) if compressed else data, name)
    columns = {"größe": {"type": "integer", "required": True}, "ort": {"type": "string", "allowed": ["Köln"]}}
    quality = [{"schema_match": {"extra_columns": "forbid"}}]
    result = run(tmp_path, {"data": csv_of(columns, quality, path=name, encoding=encoding)})
    assert result.outcome is Outcome.PASS, rules(result)


def test_both_orders_of_bytes_are_utf_16(tmp_path: Path) -> None:
    for order in ("utf-16-le", "utf-16-be"):
        save(tmp_path, "\ufeffnäme,b\n€,2\n".encode(order))
        columns = {"näme": {"type": "string", "allowed": ["€"]}, "b": {"type": "integer", "max": 2}}
        assert run(tmp_path, {"data": csv_of(columns, encoding="utf-16")}).outcome is Outcome.PASS


def test_bytes_that_are_not_of_the_encoding_are_named(tmp_path: Path) -> None:
    save(tmp_path, b"a,b\n" + b"1,x\n" * 300_000 + b"2,\x81\n")
    result = run(tmp_path, {"data": csv_of({"a": {"type": "integer"}}, encoding="cp1252")})
    assert (result.outcome, result.datasets[0].rows) == (Outcome.ERROR, None)
    assert "data.csv, line 300,002: the byte 0x81 is not cp1252" in (result.datasets[0].message or "")


def test_quotes_escapes_and_skipped_lines_are_as_declared(tmp_path: Path) -> None:
    write(tmp_path, "Report of 2024\n\n\na;b\n'x\\'y;';2\n")
    columns = {"a": {"type": "string", "allowed": ["x'y;"]}, "b": {"type": "integer", "min": 2}}
    source = {"delimiter": ";", "quote": "'", "escape": "\\", "skip": 1}
    result = run(tmp_path, {"data": csv_of(columns, [{"row_count": {"max": 1}}], **source)})
    assert result.outcome is Outcome.PASS, rules(result)


def test_a_header_behind_empty_lines_is_no_row(tmp_path: Path) -> None:
    for text in ("\na,b\n1,x\n", "\r\n\r\na,b\r\n1,x\r\n"):
        write(tmp_path, text)
        result = run(tmp_path, {"data": csv_of({"a": {"type": "integer"}, "b": {"type": "string"}})})
        assert (result.outcome, result.datasets[0].rows) == (Outcome.PASS, 1)


def test_files_with_different_numbers_of_empty_lines_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "\na\n1\n", "part-1.csv")
    write(tmp_path, "a\n1\n", "part-2.csv")
    result = run(tmp_path, {"data": csv_of({"a": {"type": "integer"}}, path="part-*.csv")})
    assert "part-1.csv has 1 empty line before its header" in (result.datasets[0].message or "")


@pytest.mark.parametrize("compressed", [False, True])
def test_comments_are_whole_lines(tmp_path: Path, *, compressed: bool) -> None:
    text = '# from the shop\na,b\n1,x#1\n# \'"\n2,"y\n# of the field"\n#3,z\n'
    name = "data.csv.gz" if compressed else "data.csv"
    save(tmp_path, gzip.compress(text.encode()) if compressed else text.encode(), name)
    columns = {"a": {"type": "integer"}, "b": {"type": "string", "allowed": ["x#1", "y\n# of the field"]}}
    result = run(tmp_path, {"data": csv_of(columns, [{"row_count": {"min": 2, "max": 2}}], path=name, comment="#")})
    assert result.outcome is Outcome.PASS, rules(result)


def test_comments_in_a_file_of_one_column_are_no_rows(tmp_path: Path) -> None:
    write(tmp_path, "# x\na\n# y\n1\n\n")
    result = run(tmp_path, {"data": csv_of({"a": {"type": "integer"}}, comment="#")})
    assert (result.outcome, result.datasets[0].rows) == (Outcome.PASS, 2)  # an empty line is a row of one null


def test_files_may_be_compressed_with_zstd(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    duckdb.sql(f"COPY (SELECT 1 AS a, 'x' AS b) TO '{tmp_path}/data/data.csv.zst' (FORMAT csv, COMPRESSION zstd)")
    columns = {"a": {"type": "integer", "required": True}, "b": {"type": "string"}}
    assert run(tmp_path, {"data": csv_of(columns, path="data.csv.zst")}).outcome is Outcome.PASS
    result = run(tmp_path, {"data": csv_of(columns, path="data.csv.zst", encoding="cp1252")})
    assert "compressed with zstd, which is read in UTF-8 only" in (result.datasets[0].message or "")


# Folders


def partitioned(folder: Path) -> None:
    for year, month in ((2023, "02"), (2024, "01")):
        write(folder, f"v\n{year}\n", f"year={year}/month={month}/data.csv")
        write(folder, f'{{"v": {year}}}\n', f"year={year}/month={month}/data.json")
        path = folder / "data" / f"year={year}" / f"month={month}" / "data.parquet"
        duckdb.sql(f"SELECT {year} AS v").write_parquet(str(path))


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_folders_of_the_path_are_columns_of_the_declared_types(tmp_path: Path, ending: str) -> None:
    partitioned(tmp_path)
    columns = {
        "v": {"type": "integer", "required": True},
        "year": {"type": "integer", "min": 2024},
        "month": {"type": "string", "allowed": ["01", "02"]},
    }
    quality = [{"schema_match": {"extra_columns": "forbid"}}, {"expression": {"sql": "v = year"}}]
    for path in (f"year=*/month=*/data.{ending}", f"year=202*/month=0*/*.{ending}"):
        found = rules(run(tmp_path, {"data": csv_of(columns, quality, path=path)}))
        broken = {name: rule.rows_broken for name, rule in found.items() if rule.outcome is not Outcome.PASS}
        assert broken == {"year.min": 1}, found


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_other_folders_are_columns_only_where_the_source_says_so(tmp_path: Path, ending: str) -> None:
    partitioned(tmp_path)
    strict = [{"schema_match": {"extra_columns": "forbid"}}]
    columns = {"v": {"type": "integer", "required": True}}
    for path, keys in (
        (f"*/*/*.{ending}", {}),
        (f"year=2023/month=02/data.{ending}", {}),
        (f"year=*/month=*/*.{ending}", {"hive_partitioning": False}),
    ):
        result = run(tmp_path, {"data": csv_of(columns, strict, path=path, **keys)})
        assert result.outcome is Outcome.PASS, rules(result)
    more = columns | {"year": {"type": "integer"}, "month": {"type": "string", "min_length": 2}}
    result = run(tmp_path, {"data": csv_of(more, strict, path=f"*/*/*.{ending}", hive_partitioning=True)})
    assert result.outcome is Outcome.PASS, rules(result)


def test_the_value_of_a_folder_must_be_of_the_declared_type(tmp_path: Path) -> None:
    write(tmp_path, "v\n1\n", "day=soon/data.csv")
    found = checked(tmp_path, {"v": {"type": "integer"}, "day": {"type": "date"}}, path="day=*/data.csv")
    assert (found.outcome, found.rows_broken) == (Outcome.FAIL, 1)


def test_a_column_of_the_files_is_not_replaced_by_the_name_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "data" / "COL=9").mkdir(parents=True)
    duckdb.sql("SELECT 1 AS col").write_parquet(str(tmp_path / "data" / "COL=9" / "data.parquet"))
    columns = {"col": {"type": "integer", "max": 1}}
    result = run(tmp_path, {"data": csv_of(columns, path="COL=*/data.parquet")})
    assert "`col` is a column of the files and, as `COL=`, the name of a folder" in (result.datasets[0].message or "")
    result = run(tmp_path, {"data": csv_of(columns, path="COL=*/data.parquet", hive_partitioning=False)})
    assert result.outcome is Outcome.PASS


def test_files_without_a_header_name_no_folders(tmp_path: Path) -> None:
    write(tmp_path, "1,x\n", "day=2024-01-01/data.csv")
    columns = {"a": {"type": "integer"}, "day": {"type": "date", "max": "2024-01-01"}, "b": {"type": "string"}}
    result = run(tmp_path, {"data": csv_of(columns, path="day=*/data.csv", header=False)})
    assert result.outcome is Outcome.PASS, rules(result)


# Places


@pytest.mark.parametrize(
    ("address", "folder"),
    [("data.csv", "./"), ("*.csv", "./"), ("/data.csv", "/"), ("a/b*/c.csv", "a/"), ("a/b.csv", "a/")],
)
def test_the_folder_of_an_address_is_never_more_than_it_needs(address: str, folder: str) -> None:
    assert constant_folder(address) == folder


def test_data_beside_the_spec_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data.csv").write_text("\na\n1\nx\n")
    connections = {"lake": {"type": "files", "root": "."}}
    found = rules(run(Path(), {"data": csv_of({"a": {"type": "integer"}})}, connections=connections))
    assert found["schema"].found == "1 value of `a` is not an integer (line 4: `x`)"


# Transforms


def test_what_a_transform_writes_is_read_again(tmp_path: Path) -> None:
    from runtime.produce.lab import transform

    write(tmp_path, "a\n1\n", "one.csv")
    keys = {
        "delimiter": ";",
        "quote": "'",
        "escape": "\\",
        "date_format": "%d.%m.%Y",
        "timestamp_format": "%d.%m.%Y %H:%M",
    }
    columns = {
        "day": {"type": "date", "max": "2024-01-31", "required": True},
        "at": {"type": "timestamp", "max": "2024-01-31T12:30:00Z", "required": True},
        "text": {"type": "string", "allowed": ["it's; \\"]},
    }
    made = csv_of(columns, path="made.csv", **keys) | {"transform": {"inputs": ["one"], "sql": "made.sql"}}
    datasets = {"made": made, "one": csv_of({"a": {"type": "integer"}}, path="one.csv")}
    sql = "select date '2024-01-31' as day, timestamp '2024-01-31 12:30:00' as at, 'it''s; \\' as text from one"
    transform(graph(datasets, LAKE), "made", sql, tmp_path)
    assert run(tmp_path, datasets, "made").outcome is Outcome.PASS
    assert "31.01.2024;31.01.2024 12:30" in (tmp_path / "data" / "made.csv").read_text()


def test_the_form_of_a_format_needs_fixed_digits_only_where_digits_touch() -> None:
    assert form("%d.%m.%Y") == "[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}"
    assert form("%Y%m%d") == "[0-9]{4}[0-9]{2}[0-9]{2}"
    assert form("%Y^%m%%]\\") == "[0-9]{4}\\^[0-9]{2}%\\]\\\\"
