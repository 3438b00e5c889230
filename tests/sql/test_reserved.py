"""Tables whose names are words of SQL, in each dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from opsgen.compile import pipeline
from opsgen.sql.reserved import RESERVED, keywords
from opsgen.sql.sources.tables import qualified

if TYPE_CHECKING:
    from pathlib import Path

LOGIN = "user: u, password: {secret: PASSWORD}"
CONNECTIONS = {
    "duckdb": "{type: duckdb, path: lake.db}",
    "postgres": f"{{type: postgres, host: db.example.com, database: shop, schema: values, {LOGIN}}}",
    "snowflake": f"{{type: snowflake, account: a, database: table, schema: order, warehouse: w, {LOGIN}}}",
    "bigquery": "{type: bigquery, project: select, dataset: all}",
    "trino": f"{{type: trino, host: t.example.com, catalog: hive, schema: from, {LOGIN}}}",
    "spark": "{type: spark}",
}
WORDS = sorted(frozenset.union(RESERVED, *(keywords(dialect) for dialect in CONNECTIONS)))


@pytest.mark.parametrize("dialect", CONNECTIONS)
def test_every_word_is_read_as_the_name_that_it_is(dialect: str) -> None:
    fold: Any = {"postgres": str.lower, "snowflake": str.upper}.get(dialect, str)
    for word in WORDS:
        for text in (word.upper(), f"{word}.{word}.{word}"):
            table = qualified(text, dialect, word, word)
            query = exp.select("*").from_(table).sql(dialect)
            found = sqlglot.parse_one(query, dialect=dialect).find(exp.Table)
            assert found is not None, query
            assert [part.name for part in found.parts] == [part.name for part in table.parts], query
            name = text.rpartition(".")[2]
            assert found.name == (fold(name) if found.this.quoted else name), query


@pytest.mark.parametrize("dialect", CONNECTIONS)
def test_a_spec_with_every_word_builds(tmp_path: Path, dialect: str) -> None:
    names = [f"public.{word}" if index % 2 else word for index, word in enumerate(sorted(RESERVED))]
    columns = "columns: {id: {type: integer}}"
    datasets = (
        f"  d{at}: {{source: {{connection: db, table: {name!r}}}, {columns}}}\n" for at, name in enumerate(names)
    )
    (tmp_path / "opsgen.yaml").write_text(
        "version: 1\nproject: {name: shop, owner: data}\nlint: {ignore: [DAT, PLT3]}\n"
        f"connections: {{db: {CONNECTIONS[dialect]}}}\ndatasets:\n{''.join(datasets)}outputs: {{sql: {{}}}}\n"
    )
    project = pipeline.analyse(tmp_path / "opsgen.yaml").project
    assert project is not None
    assert pipeline.build_files(project).problems == []


def test_duckdb_takes_every_word() -> None:
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as db")
    for word in WORDS:
        table = qualified(word, "duckdb", "db", "main").sql("duckdb")
        connection.execute(f"create table {table} as select 1 as x")
        assert connection.execute(f"select * from {table}").fetchall() == [(1,)]  # noqa: S608
    known = connection.execute("select keyword_name from duckdb_keywords() where keyword_category <> 'unreserved'")
    assert {word for (word,) in known.fetchall()} <= keywords("duckdb")
