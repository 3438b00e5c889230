"""Objects and arrays: the same data gives the same verdicts, whether it is in Parquet, in JSON or in a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from opsgen.runtime.check.failing_rows import Examples
from opsgen.runtime.check.result import Outcome
from runtime.check.lab import rules, run

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.check.result import RuleResult

COLUMNS: dict[str, Any] = {
    "id": {"type": "string", "required": True},
    "address": {
        "type": "object",
        "required": True,
        "fields": {
            "city": {"type": "string", "required": True, "max_length": 6},
            "zip": {"type": "string", "pattern": "[0-9]{5}"},
        },
    },
    "products": {
        "type": "array",
        "required": True,
        "items": {
            "type": "object",
            "required": True,
            "fields": {
                "sku": {"type": "string", "required": True},
                "price": {"type": "number", "min": 0, "max": 100},
                "sizes": {"type": "array", "items": {"type": "integer", "allowed": [1, 2, 3], "required": True}},
            },
        },
    },
}
TYPE = "STRUCT(city VARCHAR, zip VARCHAR), products STRUCT(sku VARCHAR, price DOUBLE, sizes BIGINT[])[]"
ROWS = """
    ('1', {'city': 'Berlin', 'zip': '01234'}, [{'sku': 'a', 'price': 1.5, 'sizes': [1, 2]}]),
    ('2', {'city': NULL, 'zip': '1'}, [
        {'sku': NULL, 'price': -1.0, 'sizes': [4, 3, 4]}, {'sku': 'b', 'price': -2.0, 'sizes': NULL}
    ]),
    ('3', {'city': 'Hamburg', 'zip': NULL}, []),
    ('4', NULL, NULL),
    ('5', {'city': 'Bonn', 'zip': '5311'}, [
        NULL, {'sku': 'c', 'price': 101.0, 'sizes': [NULL]}, {'sku': 'd', 'price': NULL, 'sizes': []}
    ])
"""
EXPECTED = {
    "id.required": 0,
    "address.required": 1,
    "address.city.required": 1,  # a row without an address has no city to lack
    "address.city.max_length": 1,
    "address.zip.pattern": 2,
    "products.required": 1,
    "products[].required": 1,
    "products[].sku.required": 1,
    "products[].price.min-max": 2,  # of the second row two items are below, and it counts once
    "products[].sizes[].required": 1,
    "products[].sizes[].allowed": 1,
    "not_null(address.zip)": 1,
    "range(products[].price)": 1,
    "short": 1,
    "empty": 1,
    "city": 2,
    "zip": 2,
    "unique(address.zip)": 0,
}
QUALITY: list[Any] = [
    {"not_null": {"column": "address.zip"}},
    {"range": {"column": "products[].price", "max": 50}},
    {"length": {"name": "short", "column": "address.city", "max": 4, "where": "id <> '3'"}},
    {"expression": {"name": "empty", "sql": "len(products) > 0"}},
    {"expression": {"name": "city", "sql": "address.city is not null"}},
    {"expression": {"name": "zip", "sql": "address.zip is null or length(address.zip) = 5"}},
    {"unique": {"columns": ["address.zip"]}},
]
SOURCES = ("parquet", "json", "table", "documents")


def _dataset(folder: Path, source: str, rows: str = ROWS, columns: dict[str, Any] | None = None) -> dict[str, Any]:
    """The rows in a file or a table, and a dataset that reads them."""
    (folder / "data").mkdir(exist_ok=True)
    quality = QUALITY if columns is None else []
    with duckdb.connect(str(folder / "data" / "base.duckdb")) as connection:
        connection.execute(f"CREATE OR REPLACE TABLE t (id VARCHAR, address {TYPE})")
        connection.execute(f"INSERT INTO t VALUES {rows}")  # noqa: S608
        connection.execute(
            "CREATE OR REPLACE TABLE d AS SELECT id, address::JSON address, products::JSON products FROM t"
        )
        if source in ("parquet", "json"):
            connection.execute(f"COPY t TO '{folder}/data/data.{source}' (FORMAT {source})")
    if source in ("parquet", "json"):
        place: dict[str, Any] = {"connection": "lake", "path": f"data.{source}"}
    else:
        place = {"connection": "base", "table": source[0]}
        if source == "documents":  # SQL of users meets documents there, which DuckDB has functions of its own for
            quality = [rule for rule in quality if "expression" not in rule]
    return {"source": place, "columns": columns or COLUMNS, "quality": quality}


CONNECTIONS = {"lake": {"type": "files", "root": "data"}, "base": {"type": "duckdb", "path": "data/base.duckdb"}}


def _check(folder: Path, dataset: dict[str, Any], **options: Any) -> dict[str, RuleResult]:
    return rules(run(folder, {"data": dataset}, connections=CONNECTIONS, **options))


@pytest.mark.parametrize("source", SOURCES)
def test_the_same_rows_break_the_same_rules(tmp_path: Path, source: str) -> None:
    found = _check(tmp_path, _dataset(tmp_path, source))
    assert found["schema"].outcome is Outcome.PASS, found["schema"].found
    assert not [rule.message for rule in found.values() if rule.message]
    expected = {name: count for name, count in EXPECTED.items() if name in found}
    assert {name: rule.rows_broken for name, rule in found.items() if name != "schema"} == expected
    assert len(expected) == len(EXPECTED) - (3 if source == "documents" else 0)


@pytest.mark.parametrize("source", ["parquet", "json"])
def test_what_is_not_declared_is_the_same_to_sql(tmp_path: Path, source: str) -> None:
    """As in https://github.com/datacontract/datacontract-cli/issues/263."""
    columns: dict[str, Any] = {name: {"type": each["type"], "required": True} for name, each in COLUMNS.items()}
    dataset = _dataset(tmp_path, source, columns=columns)
    conditions = {
        "city": "address.city is not null",
        "empty": "len(products) > 0",
        "price": "products[1].price >= 0",
        "zip": "address.zip = '01234'",
    }
    dataset["quality"] = [{"expression": {"name": name, "sql": sql}} for name, sql in conditions.items()]
    found = _check(tmp_path, dataset)
    assert found["schema"].outcome is Outcome.PASS, found["schema"].found
    broken = {name: rule.rows_broken for name, rule in found.items() if name != "schema"}
    required = {"id.required": 0, "address.required": 1, "products.required": 1}
    assert broken == {**required, "city": 2, "empty": 1, "price": 1, "zip": 2}


@pytest.mark.parametrize("source", ["parquet", "json", "table"])
def test_figures_of_fields(tmp_path: Path, source: str) -> None:
    dataset = _dataset(tmp_path, source)
    dataset["columns"] = {**COLUMNS, "address": {"type": "object", "fields": {"zip": {"type": "string"}}}}
    dataset["quality"] = [
        {"distinct_count": {"column": "address.zip", "max": 2}},
        {"references": {"column": "address.zip", "to": "data.id"}},
    ]
    found = _check(tmp_path, dataset)
    assert found["distinct_count(address.zip)"].value == 3
    assert found["references(address.zip)"].rows_broken == 2


@pytest.mark.parametrize("source", ["parquet", "json", "table"])
def test_the_schema_goes_all_the_way_down(tmp_path: Path, source: str) -> None:
    address: dict[str, Any] = {"city": {"type": "integer"}, "street": {"type": "string", "required": True}}
    items: dict[str, Any] = {
        "type": "object",
        "fields": {"sku": {"type": "string"}, "sizes": {"type": "array", "items": {"type": "date"}}},
    }
    columns: dict[str, Any] = {
        "id": {"type": "string"},
        "address": {"type": "object", "fields": address},
        "products": {"type": "array", "items": items},
    }
    dataset = _dataset(tmp_path, source, columns=columns)
    dataset["quality"] = [{"schema_match": {"extra_columns": "forbid"}}]
    found = _check(tmp_path, dataset)
    schema = found["schema_match"]
    assert schema.outcome is Outcome.FAIL
    assert "no field `address.street`" in schema.found
    assert "undeclared `address.zip`" in schema.found
    assert "undeclared `products[].price`" in schema.found
    if source == "json":  # where values have no type, each is read
        assert "3 values of `address.city` are not integers" in schema.found
        assert "2 rows with values of `products[].sizes[]` that are not dates" in schema.found
    else:
        assert "`address.city` is VARCHAR, not integer" in schema.found.replace("TEXT", "VARCHAR").replace(
            " in the data", ""
        )
        assert "`products[].sizes[]` is BIGINT" in schema.found
    assert found["address.street.required"].message == "the data has no field `address.street`"


JSON = """\
{"id": 1, "a": {"n": 1, "w": "2024-01-31", "s": "x"}, "l": [1, 2]}
{"id": 2, "a": {"n": 1.5, "w": "never", "s": 5}, "l": [1, "2", 2.5]}
{"id": 3, "a": [1], "l": {"x": 1}}
{"id": 4, "a": null, "l": null}
{"id": 5, "a": {"n": null, "w": null}, "l": [null]}
"""


def test_values_within_documents_that_cannot_be_read_are_reported_by_path(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "data.json").write_text(JSON)
    fields = {"n": {"type": "integer"}, "w": {"type": "date"}, "s": {"type": "string"}}
    columns: dict[str, Any] = {
        "id": {"type": "integer"},
        "a": {"type": "object", "fields": fields},
        "l": {"type": "array", "items": {"type": "integer"}},
    }
    found = rules(run(tmp_path, {"data": {"source": {"connection": "lake", "path": "data.json"}, "columns": columns}}))
    assert found["schema"].found.split("; ") == [
        "1 value of `a` is not an object (row 3: `[1]`)",
        "1 value of `a.n` is not an integer",
        "1 value of `a.w` is not a date",
        "1 value of `a.s` is not a string",
        '1 value of `l` is not an array (row 3: `{"x":1}`)',
        "1 row with values of `l[]` that are not integers",
    ]


@pytest.mark.parametrize("extra", ["allow", "forbid"])
def test_a_column_that_no_document_has_is_missing(tmp_path: Path, extra: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "data.json").write_text('{"id": 1}\n{"id": 2}\n')
    columns = {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "n": {"type": "object", "fields": {"m": {"type": "string"}}},
    }
    quality = [{"schema_match": {"extra_columns": extra}}]
    source = {"connection": "lake", "path": "data.json"}
    found = rules(run(tmp_path, {"data": {"source": source, "columns": columns, "quality": quality}}))
    assert found["schema_match"].outcome is Outcome.FAIL
    assert found["schema_match"].found == "no column `name`; no column `n`"


def test_what_only_late_documents_have_is_there(tmp_path: Path) -> None:
    """The first 20,480 documents do not tell what the others have."""
    (tmp_path / "data").mkdir()
    early = '{"id": 1, "x": 1, "a": {"n": 1}}\n' * 25_000
    late = '{"id": 2, "x": "late", "a": {"n": "late", "m": 1}, "name": "a", "more": 1}\n'
    (tmp_path / "data" / "data.json").write_text(early + late)
    columns: dict[str, Any] = {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "a": {"type": "object", "fields": {"m": {"type": "integer"}}},
    }
    quality = [
        {"schema_match": {"extra_columns": "forbid"}},
        {"expression": {"name": "x", "sql": "cast(x as varchar) = '1'"}},
        {"not_null": {"column": "a.m"}},
    ]
    source = {"connection": "lake", "path": "data.json"}
    found = rules(run(tmp_path, {"data": {"source": source, "columns": columns, "quality": quality}}))
    assert found["schema_match"].found == "undeclared `a.n`; undeclared `x`, `more`"
    assert found["x"].rows_broken == 1
    assert found["not_null(a.m)"].rows_broken == 25_000


def test_late_values_of_other_types_are_found(tmp_path: Path) -> None:
    """As in https://github.com/duckdb/duckdb/issues/25786."""
    (tmp_path / "data").mkdir()
    late = '{"i": 1.5, "x": 1}\n{"i": true, "x": 0.25, "b": true}\n'
    (tmp_path / "data" / "data.json").write_text('{"i": 1, "x": 0.5}\n' * 25_000 + late)
    columns: dict[str, Any] = {
        "i": {"type": "integer", "required": True},
        "x": {"type": "number", "required": True},
        "b": {"type": "boolean"},
    }
    quality = [{"max": {"column": "x", "min": 0, "max": 0.5}}, {"sum": {"column": "x", "min": 0}}]
    source = {"connection": "lake", "path": "data.json"}
    found = rules(run(tmp_path, {"data": {"source": source, "columns": columns, "quality": quality}}))
    assert found["schema"].outcome is Outcome.FAIL
    assert found["schema"].rows_broken == 2
    assert found["max(x)"].outcome is Outcome.FAIL
    assert found["sum(x)"].value == 12_501.25


@pytest.mark.parametrize(
    "name", ["a b", 'qu"ote', "sl/ash~", "it's", "Ärger", "select", "0", "x.y", "back\\slash", "list[]"]
)
@pytest.mark.parametrize("source", ["parquet", "json"])
def test_fields_may_have_any_name(tmp_path: Path, name: str, source: str) -> None:
    (tmp_path / "data").mkdir()
    field, inside = f"'{name.replace(chr(39), chr(39) * 2)}'", "[{'n': NULL::VARCHAR}, NULL]"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS SELECT {{{field}: {inside}}} AS o UNION ALL SELECT {{{field}: []}}")
        connection.execute(f"COPY t TO '{tmp_path}/data/data.{source}' (FORMAT {source})")
    inner = {"type": "object", "fields": {"n": {"type": "string", "required": True}}}
    columns = {"o": {"type": "object", "fields": {name: {"type": "array", "items": inner}}}}
    found = rules(
        run(tmp_path, {"data": {"source": {"connection": "lake", "path": f"data.{source}"}, "columns": columns}})
    )
    assert found["schema"].outcome is Outcome.PASS, found["schema"].found
    assert found[f"o.{name}[].n.required"].rows_broken == 1


def test_a_column_with_a_path_for_a_name_is_a_column(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with duckdb.connect() as connection:
        connection.execute('CREATE TABLE t AS SELECT 1 AS "a.b", 2 AS "c[]", {\'d\': NULL::INT} AS a')
        connection.execute(f"COPY t TO '{tmp_path}/data/data.parquet' (FORMAT parquet)")
    fields = {"d": {"type": "integer", "required": True}}
    columns: dict[str, Any] = {
        "a.b": {"type": "integer", "max": 0},
        "c[]": {"type": "integer", "max": 0},
        "a": {"type": "object", "fields": fields},
    }
    found = rules(
        run(tmp_path, {"data": {"source": {"connection": "lake", "path": "data.parquet"}, "columns": columns}})
    )
    assert {name: rule.rows_broken for name, rule in found.items() if name != "schema"} == {
        "a.b.max": 1, "c[].max": 1, "a.d.required": 1,
    }  # fmt: skip


def test_personal_data_within_a_column_is_masked(tmp_path: Path) -> None:
    dataset = _dataset(tmp_path, "parquet")
    fields = COLUMNS["address"]["fields"]
    personal = {**fields, "city": {**fields["city"], "classification": "pii"}}
    dataset["columns"] = {**COLUMNS, "address": {**COLUMNS["address"], "fields": personal}}
    kept = tmp_path / "kept"
    found = _check(tmp_path, dataset, examples=Examples(sample=5, folder=kept))
    sample = found["address.city.max_length"].sample
    assert sample is not None
    assert sample.columns == ("id", "address", "products")
    assert [row[:2] for row in sample.rows] == [("3", "***")]
    for file in kept.rglob("*.csv"):
        assert "Hamburg" not in file.read_text()
