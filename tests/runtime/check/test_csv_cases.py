"""CSV files of public bug reports, checked as users check them."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import duckdb
import pytest

from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "version: 1\nproject: {name: c, owner: q}\nconnections: {lake: {type: files, root: data}}\ndatasets:\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def checked(folder: Path, spec: str, code: int) -> dict[str, tuple[str, str]]:
    """The outcome of each rule, and what was found, in words."""
    (folder / "opsgen.yaml").write_text(HEAD + spec, encoding="utf-8")
    ran = opsgen("check", folder=folder)
    assert ran.returncode == code, ran.stdout + ran.stderr
    lines = re.findall(r"^  (pass|fail|warn|error) +(\S+) {2,}(.*?)(?: {2,}.*)?$", ran.stdout, re.MULTILINE)
    return {rule: (outcome, found) for outcome, rule, found in lines}


def test_values_that_come_late(data: Path) -> None:
    """https://github.com/duckdb/duckdb/issues/25824"""
    rows = "".join(f"{i},2024-01-01,{i % 90 + 10},{i}.5\n" for i in range(29_999))
    (data / "t.csv").write_text(f'i,d,code,amount\n{rows}1.5,2024-01-01T10:00:00,007,"1,5"\n')
    spec = (
        "  t:\n    source: {connection: lake, path: t.csv}\n    columns:\n      i: {type: integer, required: true}\n"
        '      d: {type: date, required: true}\n      code: {type: string, required: true, pattern: "[0-9]{2}"}\n'
        "      amount: {type: number, required: true}\n"
    )
    found = checked(data.parent, spec, 1)
    assert found["schema"][1] == (
        "1 value of `i` is not an integer (line 30,001: `1.5`); "
        "1 value of `d` is not a date (line 30,001: `2024-01-01T10:00:00`); "
        '1 value of `amount` is not a number (line 30,001: `1,5`); write `decimal: ","` in the source'
    )
    assert found["code.pattern"][0] == "fail"
    assert {found[f"{column}.required"][0] for column in ("i", "d", "code", "amount")} == {"pass"}


def test_an_equals_sign_in_a_path(data: Path) -> None:
    """https://github.com/duckdb/duckdb/issues/16852 and 15175"""
    for path, text in (("something=False/a.csv", "column1,column2\n1,2\n"), ("year=2023/month=02/a.csv", "v\n3\n")):
        (data / path).parent.mkdir(parents=True)
        (data / path).write_text(text)
    (data / "COL=9").mkdir()
    duckdb.sql("SELECT 1 AS col").write_parquet(str(data / "COL=9" / "a.parquet"))
    strict = "    quality:\n      - schema_match: {extra_columns: forbid, order: true}\n"
    one = '  t:\n    source: {connection: lake, path: "something=False/*.csv"}\n'
    one += f"    columns: {{column1: {{type: integer}}, column2: {{type: integer}}}}\n{strict}"
    assert checked(data.parent, one, 0) == {"schema_match": ("pass", "2 columns")}
    two = '  p:\n    source: {connection: lake, path: "year=*/month=*/*.csv"}\n    columns:\n      v: {type: integer}\n'
    two += '      year: {type: integer, min: 2024}\n      month: {type: string, allowed: ["01", "02"]}\n'
    found = checked(data.parent, two, 1)
    assert (found["schema"][0], found["year.min"][0], found["month.allowed"][0]) == ("pass", "fail", "pass")
    three = '  q: {source: {connection: lake, path: "COL=*/*.parquet"}, columns: {col: {type: integer}}}\n'
    checked(data.parent, three, 4)


def test_files_from_europe(data: Path) -> None:
    """https://github.com/duckdb/duckdb/issues/17291, 10247, 2968 and 1570"""
    (data / "semi.csv").write_bytes("ESPECE;SURF\r\nBlé;0,50\r\nOrge;12,25\r\nRiz;1.234,5\r\n".encode())
    (data / "latin.csv").write_bytes("ESPECE;SURF\r\nAutres céréales;0,00\r\n".encode("latin-1"))
    (data / "bom.csv").write_bytes(b'\xef\xbb\xbf"name","n"\r\n"a, b",1\r\n"say ""hi""",2\r\n"two\r\nlines",3\r\n')
    (data / "t.csv.gz").write_bytes(gzip.compress(b"name,n\na,1\nb,2\n"))
    semi = '  semi:\n    source: {connection: lake, path: semi.csv, delimiter: ";"%s}\n    columns:\n'
    semi += "      ESPECE: {type: string, required: true}\n      SURF: {type: number, min: 0, max: 100}\n"
    told = "3 values of `SURF` are not numbers (line 2: `0,50`, line 3: `12,25`, line 4: `1.234,5`)"
    help_ = 'write `decimal: ","` in the source'
    assert checked(data.parent, semi % "", 1)["schema"] == ("fail", f"{told}; {help_}")
    found = checked(data.parent, semi % ', decimal: ",", thousands: "."', 1)
    assert (found["schema"][0], found["SURF.min-max"][1]) == ("pass", "1 row (33.3 %)")
    latin = '  latin: {source: {connection: lake, path: latin.csv, delimiter: ";"%s}, columns: {ESPECE: {type: string, '
    latin += 'allowed: ["Autres céréales"]}}}\n'
    assert "write `encoding: latin-1` in the source" in checked(data.parent, latin % "", 1)["schema"][1]
    checked(data.parent, latin % ", encoding: latin-1", 0)
    columns = "columns: {name: {type: string, required: true}, n: {type: integer, max: %d}}"
    checked(data.parent, f"  bom: {{source: {{connection: lake, path: bom.csv}}, {columns % 3}}}\n", 0)
    gz = checked(data.parent, f"  gz: {{source: {{connection: lake, path: t.csv.gz}}, {columns % 1}}}\n", 1)
    assert gz["n.max"] == ("fail", "1 row (50 %)")


def test_wrong_types_and_short_and_long_rows(data: Path) -> None:
    """https://github.com/datacontract/datacontract-cli/issues/401"""
    (data / "bad.csv").write_text(
        "s,i,ts,b\nx,12,2024-01-01T00:00:00Z,true\ny,not_int,yesterday,maybe\nz,-3,2024-02-30,0\n"
    )
    (data / "short.csv").write_text("a,b\n1,2\n3\n5,6\n")
    (data / "long.csv").write_text("a,b\n1,2\n3,4,5\n5,6\n")
    bad = "  bad:\n    source: {connection: lake, path: bad.csv}\n    columns:\n      s: {type: string}\n"
    bad += "      i: {type: integer, min: 0}\n      ts: {type: timestamp}\n      b: {type: boolean}\n"
    found = checked(data.parent, bad, 1)
    assert found["schema"][1] == (
        "1 value of `i` is not an integer (line 3: `not_int`); "
        "2 values of `ts` are not timestamps (line 3: `yesterday`, line 4: `2024-02-30`); "
        "1 value of `b` is not a boolean (line 3: `maybe`)"
    )
    assert found["i.min"][0] == "fail"
    for name, what in (("short", "1 field instead of 2: `3`"), ("long", "3 fields instead of 2: `3,4,5`")):
        columns = "{a: {type: integer, required: true}, b: {type: integer, required: true}}"
        spec = f"  d: {{source: {{connection: lake, path: {name}.csv}}, columns: {columns}}}\n"
        assert checked(data.parent, spec, 1) == {
            "schema": ("fail", f"1 row cannot be read (line 3: {what})"),
            "a.required": ("pass", "0 rows"),
            "b.required": ("pass", "0 rows"),
        }
