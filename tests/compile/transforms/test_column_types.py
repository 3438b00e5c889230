"""Which columns of a SELECT are passed on unchanged, and which types differ for certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opsgen.compile.pipeline import analyse

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project: {name: flights, owner: ml}
lint: {ignore: [DAT, MOD, PLT3, SQL305]}
connections:
  lake: {type: files, root: data}
  base: {type: postgres, host: h, database: d, user: u, password: {secret: P}}
datasets:
  a:
    source: {connection: CONNECTION, INPUT}
    columns: {k: {type: string}, v: {type: GIVEN}}
  b:
    source: {connection: CONNECTION, INPUT}
    columns: {k: {type: string}, w: {type: date}}
  out:
    source: {connection: CONNECTION, OUTPUT}
    transform: {inputs: [a, b], sql: "SQL"}
    columns: {v: {type: WANTED}}
"""
FILES = {"CONNECTION": "lake", "INPUT": "path: a.parquet", "OUTPUT": "path: out.parquet"}


def found(tmp_path: Path, sql: str, given: str = "string", wanted: str = "number", **where: str) -> list[str]:
    text = SPEC.replace('SQL"', f'{sql}"').replace("GIVEN", given).replace("WANTED", wanted)
    for name, value in {**FILES, **where}.items():
        text = text.replace(name, value)
    spec = tmp_path / "opsgen.yaml"
    spec.write_text(text)
    return [each.code for each in analyse(spec).diagnostics]


@pytest.mark.parametrize(
    "sql",
    [
        "select v from a",
        "select V from a",
        "select a.v from a join b on a.k = b.k",
        "select x.v from a as x, b",
        "with c as (select v from a), d as (select c.v from c) select v from d",
        "select v from (select k, v from a) as s where v <> 'x'",
        "select distinct v from a order by v limit 3",
    ],
)
def test_a_column_that_is_passed_on_has_the_type_of_the_input(sql: str, tmp_path: Path) -> None:
    assert found(tmp_path, sql) == ["SQL306"]


@pytest.mark.parametrize(
    "sql",
    [
        "select cast(v as double) as v from a",
        "select v::double as v from a",
        "select length(v) as v from a",
        "select count(*) as v from a",
        "select v from a join b on a.k = b.k",
        "select k as v from a union all select k from b",
        "with c(k, v) as (select v, 1 from a) select v from c",
        "select v from (select 1 as v, k from a) as s",
        "select v from a as t(v, w)",
        "select * from a",
    ],
)
def test_nothing_is_reported_of_what_is_computed_or_may_be_anothers(sql: str, tmp_path: Path) -> None:
    assert "SQL306" not in found(tmp_path, sql)


@pytest.mark.parametrize(
    ("given", "wanted"), [("integer", "number"), ("number", "integer"), ("date", "timestamp"), ("string", "string")]
)
def test_types_that_engines_turn_into_each_other_do_not_differ(given: str, wanted: str, tmp_path: Path) -> None:
    assert found(tmp_path, "select v from a", given, wanted) == []


def test_text_files_are_read_again(tmp_path: Path) -> None:
    assert found(tmp_path, "select v from a", OUTPUT="path: out.csv") == []


def test_postgresql_writes_anything_as_text(tmp_path: Path) -> None:
    base = {"CONNECTION": "base", "INPUT": "table: a", "OUTPUT": "table: o"}
    assert found(tmp_path, "select v from a", "number", "string", **base) == []
    assert found(tmp_path, "select v from a", "string", "number", **base) == ["SQL306"]


@pytest.mark.parametrize(
    ("sql", "codes"),
    [
        ("select zzz as v from a", ["SQL307"]),
        ("select zzz as v from a join b on a.k = b.k", []),
        ("select zzz + 1 as v from a", []),
    ],
)
def test_a_column_that_no_input_declares_is_reported_where_its_type_is_declared(
    sql: str, codes: list[str], tmp_path: Path
) -> None:
    assert found(tmp_path, sql) == codes
