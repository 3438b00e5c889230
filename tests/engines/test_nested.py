"""Objects and arrays on PostgreSQL and Spark: the verdicts are those of DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from opsgen.runtime.check.result import Outcome
from runtime.check.lab import rules, run
from runtime.check.test_nested import COLUMNS, EXPECTED, QUALITY, ROWS, TYPE

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.check.result import RuleResult

CLUSTER = {"server": {"type": "spark", "master": "local[1]"}}
TYPES = """
CREATE TYPE address AS (city text, zip varchar(5));
CREATE TYPE product AS (sku text, price numeric(10, 2), sizes integer[]);
CREATE TABLE typed (id text, address address, products product[]);
INSERT INTO typed VALUES
    ('1', ('Berlin', '01234'), ARRAY[('a', 1.5, '{1,2}')::product]),
    ('2', (NULL, '1'), ARRAY[(NULL, -1, '{4,3,4}')::product, ('b', -2, NULL)::product]),
    ('3', ('Hamburg', NULL), '{}'),
    ('4', NULL, NULL),
    ('5', ('Bonn', '5311'), ARRAY[NULL, ('c', 101, '{NULL}')::product, ('d', NULL, '{}')::product]);
CREATE TABLE documents AS SELECT id, to_jsonb(address) AS address, to_jsonb(products) AS products FROM typed;
CREATE TABLE texts AS SELECT id, address::json, products::json FROM documents;
"""
MIXED = """
INSERT INTO mixed VALUES
    ('{"n": 1, "d": "2024-01-31", "t": "2024-01-31T12:00:00.25Z", "h": "12:00:00", "b": true, "x": 1.5}', '[1]'),
    ('{"n": 1.0, "d": "2024-02-30", "t": "2024-01-31 12:00:00", "h": "25:00:00", "b": "true", "x": "1"}',
     '[1, "2", 1.5]'),
    ('{"n": 1.5, "d": "2024-01-31T12:00:00", "t": "12:00:00", "h": "never", "b": 1, "x": null}', '{"x": 1}'),
    ('{"t": "2024-01-31T12:00:00+02:00"}', 'null'),
    ('[1]', NULL),
    (NULL, '[null]')
"""
FIGURES: list[Any] = [
    {"distinct_count": {"column": "address.zip", "min": 1}},
    {"references": {"column": "address.zip", "to": "data.id"}},
]
NOT_IN_SQL = [rule for rule in QUALITY if "expression" not in rule]


@pytest.fixture
def server(postgres: int) -> dict[str, Any]:
    """A database with the rows in composite types, in jsonb and in json."""
    psycopg = pytest.importorskip("psycopg")
    settings = {"host": "localhost", "port": postgres, "user": "opsgen"}
    with psycopg.connect(**settings, dbname="postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS nested")
        connection.execute("CREATE DATABASE nested")
    with psycopg.connect(**settings, dbname="nested") as connection:
        connection.execute(TYPES)
    return {"server": {"type": "postgres", **settings, "database": "nested", "sslmode": "disable"}}


def _check(folder: Path, connections: dict[str, Any], quality: list[Any], **source: Any) -> dict[str, RuleResult]:
    columns = source.pop("columns", COLUMNS)
    dataset = {"source": {"connection": "server", **source}, "columns": columns, "quality": quality}
    return rules(run(folder, {"data": dataset}, connections=connections))


def _assert_same(found: dict[str, RuleResult]) -> None:
    assert found["schema"].outcome is Outcome.PASS, found["schema"].found
    assert [(rule.name, rule.message) for rule in found.values() if rule.message] == []
    assert found["distinct_count(address.zip)"].value == 3
    assert found["references(address.zip)"].rows_broken == 2
    broken = {name: rule.rows_broken for name, rule in found.items() if name in EXPECTED}
    assert broken == {name: EXPECTED[name] for name in broken}
    assert len(broken) >= len(EXPECTED) - 3


@pytest.mark.parametrize("table", ["typed", "documents", "texts"])
def test_postgres(server: dict[str, Any], tmp_path: Path, table: str) -> None:
    _assert_same(_check(tmp_path, server, NOT_IN_SQL + FIGURES, table=table))


def test_the_schema_of_composite_types(server: dict[str, Any], tmp_path: Path) -> None:
    fields = {"city": {"type": "integer"}, "street": {"type": "string"}}
    columns: dict[str, Any] = {
        "id": {"type": "string"},
        "address": {"type": "object", "fields": fields},
        "products": {"type": "array", "items": {"type": "string"}},
    }
    found = _check(tmp_path, server, [{"schema_match": {"extra_columns": "forbid"}}], table="typed", columns=columns)
    assert found["schema_match"].found.split("; ") == [
        "undeclared `address.zip`",
        "`address.city` is text in the data, not integer",
        "no field `address.street`",
        "`products[]` is public.product in the data, not string",
    ]


def test_values_of_postgres_documents_that_cannot_be_read(server: dict[str, Any], tmp_path: Path) -> None:
    psycopg = pytest.importorskip("psycopg")
    settings = {key: server["server"][key] for key in ("host", "port", "user")}
    with psycopg.connect(**settings, dbname="nested") as connection:
        connection.execute("CREATE TABLE mixed (a jsonb, l jsonb)")
        connection.execute(MIXED)
    types = {"n": "integer", "d": "date", "t": "timestamp", "h": "time", "b": "boolean", "x": "number"}
    fields: dict[str, Any] = {name: {"type": type_} for name, type_ in types.items()}
    fields["d"]["min"], fields["t"]["max"], fields["h"]["max"] = "2024-02-01", "2024-01-31T11:00:00Z", "11:00:00"
    columns: dict[str, Any] = {
        "a": {"type": "object", "fields": fields},
        "l": {"type": "array", "items": {"type": "integer"}},
    }
    found = _check(tmp_path, server, [], table="mixed", columns=columns)
    counted = {
        name: int(part.split()[0]) for part in found["schema"].found.split("; ") for name in [part.split("`")[1]]
    }
    assert counted == {"a": 1, "a.n": 1, "a.d": 2, "a.t": 1, "a.h": 2, "a.b": 2, "a.x": 1, "l": 1, "l[]": 1}
    assert found["a.d.min"].rows_broken == 1
    assert found["a.t.max"].rows_broken == 2
    assert found["a.h.max"].rows_broken == 1


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("format_", ["parquet", "json"])
def test_spark(tmp_path: Path, format_: str) -> None:
    (tmp_path / "data").mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t (id VARCHAR, address {TYPE})")
        connection.execute(f"INSERT INTO t VALUES {ROWS}")  # noqa: S608
        connection.execute(f"COPY t TO '{tmp_path}/data/data.{format_}' (FORMAT {format_})")
    quality = [
        *NOT_IN_SQL,
        *FIGURES,
        {"expression": {"name": "empty", "sql": "size(products) > 0"}},
        {"expression": {"name": "city", "sql": "address.city is not null"}},
    ]
    found = _check(tmp_path, CLUSTER, quality, path=f"data/data.{format_}")
    _assert_same(found)
    assert found["city"].rows_broken == 2
