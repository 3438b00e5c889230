"""The SQL of rules about objects and arrays in each dialect: with types of their own, and as JSON documents.

DuckDB, PostgreSQL and Spark run it in other tests. `OPSGEN_UPDATE_GOLDEN=1` writes it anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlglot
from sqlglot import exp

from golden import UPDATE
from opsgen.sql.dialects import DIALECTS
from opsgen.sql.rules.measures import measures
from opsgen.sql.rules.queries import broken_rows, own
from opsgen.sql.rules.relation import Relation, SourceColumn
from opsgen.sql.rules.rules import rules
from opsgen.sql.rules.table import RuleTable
from opsgen.sql.rules.types import ElementType, ValueKind, kind
from runtime.check.lab import csv_of, graph

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN = Path(__file__).parent / "golden" / "nested"

FIELDS: dict[str, Any] = {
    "sku": {"type": "string", "required": True, "pattern": "[a-z]+"},
    "n": {"type": "integer", "min": 1},
    "price": {"type": "number", "min": 0},
    "sold": {"type": "boolean", "allowed": [True]},
    "day": {"type": "date", "min": "2024-01-31"},
    "at": {"type": "timestamp", "max": "2024-01-31T12:00:00Z"},
    "tags": {"type": "array", "items": {"type": "string", "max_length": 20}},
}
COLUMNS: dict[str, Any] = {
    "id": {"type": "integer"},
    "address": {"type": "object", "fields": {"it's city": {"type": "string", "required": True, "max_length": 9}}},
    "products": {"type": "array", "items": {"type": "object", "required": True, "fields": FIELDS}},
}
QUALITY: list[Any] = [
    {"not_null": {"column": "products[].price", "where": "id > 1"}},
    {"mean": {"column": "id", "min": 0}},
    {"unique": {"columns": ["address.it's city"]}},
    {"distinct_count": {"column": "address.it's city", "max": 9}},
]
TYPES = {
    "duckdb": ("BIGINT", "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"),
    "postgres": ("bigint", "text", "bigint", "numeric", "boolean", "date", "timestamp"),
    "spark": ("bigint", "string", "bigint", "double", "boolean", "date", "timestamp"),
    "snowflake": ("NUMBER(38,0)", "VARCHAR", "NUMBER(38,0)", "FLOAT", "BOOLEAN", "DATE", "TIMESTAMP_NTZ(9)"),
    "bigquery": ("INT64", "STRING", "INT64", "FLOAT64", "BOOL", "DATE", "TIMESTAMP"),
    "trino": ("bigint", "varchar", "bigint", "double", "boolean", "date", "timestamp(3)"),
}
DOCUMENTS = {"duckdb": "JSON", "postgres": "jsonb", "snowflake": "VARIANT", "bigquery": "JSON", "trino": "json"}
CASES = [*((dialect, "typed") for dialect in DIALECTS), *((dialect, "documents") for dialect in DOCUMENTS)]


def _typed(dialect: str) -> tuple[ValueKind, ValueKind]:
    """The kinds of `address` and `products` where they have types of their own."""

    def inner(type_: str) -> ElementType:
        return ElementType(type_, kind(exp.DataType.build(type_, dialect=dialect), dialect))

    _, text, *rest = TYPES[dialect]
    product = tuple((name, inner(type_)) for name, type_ in zip(FIELDS, [text, *rest], strict=False))
    tags = ("tags", ElementType("list", ValueKind("array", item=inner(text))))
    item = ElementType("product", ValueKind("object", fields=(*product, tags)))
    return ValueKind("object", fields=(("it's city", inner(text)),)), ValueKind("array", item=item)


def _subject(dialect: str, how: str) -> RuleTable:
    spec = graph({"data": csv_of(COLUMNS, QUALITY)}).spec
    document = ValueKind("object", document=True)
    address, products = _typed(dialect) if how == "typed" else (document, document)
    columns = (
        SourceColumn("id", TYPES[dialect][0], ValueKind("integer")),
        SourceColumn("address", DOCUMENTS.get(dialect, "object"), address),
        SourceColumn("products", DOCUMENTS.get(dialect, "array"), products),
    )
    relation = Relation("data", exp.table_("data", db="shop"), columns, dialect)
    return RuleTable(spec.datasets["data"], relation, DIALECTS[dialect])


def _queries(dialect: str, how: str) -> Iterator[tuple[str, exp.Query]]:
    subject = _subject(dialect, how)
    for rule in rules("data", subject.dataset):
        for name, tree in measures(rule, subject).items():
            if name not in ("judged", "id"):
                yield f"{rule.name}: {name}", exp.select(tree).from_(subject.relation.select().subquery("data"))
        query = own(rule, {"data": subject})
        if query is not None:
            yield rule.name, query
        query = broken_rows(rule, {"data": subject})
        if query is not None and rule.name == "products[].tags[].max_length":
            yield f"rows that break {rule.name}", query


@pytest.mark.parametrize(("dialect", "how"), CASES)
def test_the_sql_of_a_dialect(dialect: str, how: str) -> None:
    queries = _queries(dialect, how)
    text = "\n".join(f"-- {name}\n{query.sql(dialect, pretty=True, comments=False)};\n" for name, query in queries)
    path = GOLDEN / f"{dialect}-{how}.sql"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("dialect", "how"), CASES)
def test_its_own_dialect_reads_it(dialect: str, how: str) -> None:
    """sqlglot has other names for some functions when it reads them; columns and comparisons stay."""
    for name, query in _queries(dialect, how):
        (read,) = sqlglot.parse(query.sql(dialect, comments=False), read=dialect)
        assert read is not None
        for kind_ in (exp.Is, exp.LT, exp.GT, exp.In, exp.Count, exp.Table):
            assert len(list(read.find_all(kind_))) == len(list(query.find_all(kind_))), (name, kind_)
