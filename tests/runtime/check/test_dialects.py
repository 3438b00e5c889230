"""The SQL that each dialect is given, whole, to be read by people: most of these engines cannot run here.

`OPSGEN_UPDATE_GOLDEN=1` writes it anew; read the difference before you commit it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlglot
from sqlglot import exp

from golden import UPDATE
from opsgen.runtime.engines.snowflake import last_altered
from opsgen.sql.dialects import DIALECTS
from opsgen.sql.rules.measures import measures
from opsgen.sql.rules.queries import broken_rows, own, scan
from opsgen.sql.rules.relation import Relation, SourceColumn
from opsgen.sql.rules.rules import rules
from opsgen.sql.rules.table import RuleTable
from opsgen.sql.rules.types import kind
from opsgen.sql.sources.tables import qualified
from runtime.check.lab import csv_of, graph

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN = Path(__file__).parent / "golden"

COLUMNS: dict[str, Any] = {
    "id": {"type": "integer", "primary_key": True},
    "code": {"type": "string", "allowed": ["a", "it's", "b\\c"], "pattern": r"\w+(\.\w+)?", "max_length": 10},
    "size": {"type": "number", "min": 0, "max": 1.5},
    "day": {"type": "date", "min": "2024-01-31"},
    "at": {"type": "timestamp", "max": "2024-01-31T12:00:00+01:00"},
    "ok": {"type": "boolean", "allowed": [True]},
}
QUALITY: list[Any] = [
    {"row_count": {"min": 1}},
    {"not_null": {"column": "size", "where": "ok and id > 1"}},
    {"range": {"column": "size", "min": 0, "exclusive_min": True}},
    {"expression": {"sql": "lower(code) like 'a%' or size > 1"}},
    *({kind: {"column": "size", "min": 0}} for kind in ("mean", "sum", "min", "max", "stddev", "distinct_count")),
    {"sum": {"column": "id", "min": 0}},
    {"quantile": {"column": "size", "quantile": 0.9, "max": 1, "where": "ok"}},
    {"freshness": {"column": "at", "max_age": "1d"}},
    {"references": {"column": "code", "to": "codes.code"}},
    {"query": {"sql": "select code from data join codes using (code) group by code having count(*) > 1"}},
]

TYPES = {
    "duckdb": ("BIGINT", "VARCHAR", "DOUBLE", "DATE", "TIMESTAMP", "BOOLEAN"),
    "postgres": ("bigint", "text", "double precision", "date", "timestamp with time zone", "boolean"),
    "spark": ("bigint", "string", "double", "date", "timestamp", "boolean"),
    "snowflake": ("NUMBER(38,0)", "VARCHAR(10)", "FLOAT", "DATE", "TIMESTAMP_NTZ(9)", "BOOLEAN"),
    "bigquery": ("INT64", "STRING", "FLOAT64", "DATE", "DATETIME", "BOOL"),
    "trino": ("bigint", "varchar", "double", "date", "timestamp(3)", "boolean"),
}


def subjects(dialect: str) -> dict[str, RuleTable]:
    spec = graph({"data": csv_of(COLUMNS, QUALITY), "codes": csv_of({"code": {"type": "string"}})}).spec
    # Snowflake has names in upper case, unless somebody quoted them.
    shown = str.upper if dialect == "snowflake" else str
    columns = tuple(
        SourceColumn(shown(name), type_, kind(exp.DataType.build(type_, dialect=dialect, udt=True)))
        for name, type_ in zip(COLUMNS, TYPES[dialect], strict=True)
    )
    return {
        name: RuleTable(
            spec.datasets[name],
            Relation(
                name,
                exp.table_(name, db="shop"),
                columns if name == "data" else columns[1:2],
                dialect,
                columnar=dialect == "duckdb",
            ),
            DIALECTS[dialect],
        )
        for name in ("data", "codes")
    }


def queries(dialect: str) -> Iterator[tuple[str, exp.Query]]:
    """Every query of a check, and those for the rows that broke a rule."""
    made = subjects(dialect)
    found = rules("data", made["data"].dataset)
    aggregates = {f"{rule.name}: {name}": tree for rule in found for name, tree in measures(rule, made["data"]).items()}
    columns = {f"m{number}": tree for number, tree in enumerate(dict.fromkeys(aggregates.values()))}
    yield "scan", scan(made["data"], columns)
    for rule in found:
        query = own(rule, made)
        if query is not None:
            yield rule.name, query
    for rule in found:
        query = broken_rows(rule, made)
        if query is not None and rule.name in ("code.pattern", "references(code)", "primary_key(id)"):
            yield f"rows that break {rule.name}", query
    if dialect == "snowflake":
        yield "freshness without a column", last_altered(qualified("orders", dialect, "Sales", "eu"))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_sql_of_a_dialect(dialect: str) -> None:
    parts = [f"-- {name}\n{query.sql(dialect, pretty=True, comments=False)};\n" for name, query in queries(dialect)]
    text, path = "\n".join(parts), GOLDEN / f"{dialect}.sql"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_it_is_read_back_as_it_was_meant(dialect: str) -> None:
    for name, query in queries(dialect):
        text = query.sql(dialect, comments=False)
        (read,) = sqlglot.parse(text, read=dialect)
        assert read is not None
        assert read.sql(dialect).replace("STDDEV(", "STDDEV_SAMP(") == text, name
