"""The statements that publish a table, whole, to be read by people: most of these servers cannot run here.

`OPSGEN_UPDATE_GOLDEN=1` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import sqlglot
from sqlglot import exp

from golden import UPDATE
from opsgen.runtime.staging import ledger
from opsgen.runtime.staging.ledger import Entry, Version
from opsgen.runtime.staging.store import SupersededError
from opsgen.runtime.staging.tables import TableStore
from opsgen.sql.rules.relation import SourceColumn
from opsgen.sql.rules.types import kind
from opsgen.sql.versions import statements_of
from runtime.check.lab import graph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.runtime.staging.tables import TableEngine

GOLDEN = Path(__file__).parent / "golden"
CONNECTIONS: dict[str, dict[str, Any]] = {
    "postgres": {"type": "postgres", "host": "db.example.com", "database": "shop", "user": "me"},
    "duckdb": {"type": "duckdb", "path": "shop.db"},
    "snowflake": {"type": "snowflake", "account": "acme", "database": "SHOP", "warehouse": "wh", "user": "me"},
    "bigquery": {"type": "bigquery", "project": "acme-prod", "dataset": "shop"},
}
TYPES = {"snowflake": "NUMBER(38,0)", "bigquery": "INT64"}
PUBLISHED = Entry("", "run-1", "published", "2024-01-30T00:00:00+00:00")
STAGED = Entry(
    "", "run-2", "passed", "2024-01-31T00:00:00+00:00", "run-1-2024-01-30T00:00:00+00:00", "3", rows=3, code='a"\\'
)
CHOSEN = exp.column("day", quoted=True).eq(exp.Literal.string("2024-01-31"))


class Recording:
    """An engine whose tables are given, and which lists what it is to run."""

    def __init__(self, dialect: str, entries: tuple[Entry, ...] = (PUBLISHED, STAGED)) -> None:
        self.ran: list[str] = []
        self._entries = entries
        self._dialect = dialect

    def columns(self, table: exp.Table) -> list[SourceColumn]:
        names = {"ledger": ["entry"], "good": ["id"]}.get(table.name.lower(), ["id", "Size"])
        type_ = TYPES.get(self._dialect, "bigint")
        found = kind(exp.DataType.build(type_, dialect=self._dialect), self._dialect)
        return [SourceColumn(name, type_, found) for name in names]

    def rows(self, _query: exp.Query) -> tuple[list[str], Iterator[tuple[str]]]:
        return ["entry"], iter([(json.dumps(asdict(entry)),) for entry in self._entries])

    def execute(self, statement: str) -> None:
        self.ran.append(statement)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.ran.append("BEGIN")
        yield
        self.ran.append("COMMIT")

    def row(self, _query: exp.Query) -> dict[str, int]:
        return {"rows": 3}

    def fingerprint(self, _table: exp.Table, _columns: list[str], _within: exp.Expr | None = None) -> None:
        """Tested on the servers that have one."""

    def lock(self, target: exp.Table, staged: exp.Table | None = None) -> None:
        """Tested on the servers that have locks."""


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "timestamp", lambda: "2024-01-31T12:00:00.000000+00:00")


def store(dialect: str, engine: Recording, within: exp.Expr | None = None) -> TableStore:
    good = {"source": {"connection": "server", "table": "good"}, "columns": {"id": {"type": "integer"}}}
    spec = graph({"good": good}, {"server": CONNECTIONS[dialect]}).spec
    condition = None if within is None else lambda _key, _columns: within.copy()
    source, connection = spec.datasets["good"].source, spec.connections["server"]
    return TableStore(lambda: cast("TableEngine", engine), source, connection, condition)


def statements(dialect: str) -> Iterator[tuple[str, list[str]]]:
    staged = exp.table_("good_1234", db="opsgen_staged")
    yield "write", statements_of(dialect).stage(staged, exp.select("id", "size").from_("raw"))
    for name, within in (("publish", None), ("publish a partition", CHOSEN)):
        key = "" if within is None else "2024-01-31"
        published, version = (replace(each, partition=key) for each in (PUBLISHED, STAGED))
        engine = Recording(dialect, (published, version))
        store(dialect, engine, within).publish(version)
        yield name, engine.ran
    engine = Recording(dialect)
    store(dialect, engine).discard(STAGED)
    yield "discard", engine.ran


@pytest.mark.parametrize("dialect", CONNECTIONS)
def test_the_statements_of_a_server(dialect: str) -> None:
    parts = (f"-- {name}\n{''.join(f'{each};{chr(10)}' for each in ran)}" for name, ran in statements(dialect))
    text, path = "\n".join(parts), GOLDEN / f"{dialect}.sql"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("dialect", CONNECTIONS)
def test_the_ledger_reads_what_was_written(dialect: str) -> None:
    """Its entries are JSON in text, whose quotes and backslashes each server escapes in its own way."""
    engine = Recording(dialect)
    store(dialect, engine).publish(STAGED)
    (insert,) = (each for each in engine.ran if each.startswith("INSERT INTO") and "run-2" in each and "{" in each)
    texts = [literal.this for literal in sqlglot.parse_one(insert, read=dialect).find_all(exp.Literal)]
    assert json.loads(texts[-1])["code"] == 'a"\\'


@pytest.mark.parametrize("dialect", CONNECTIONS)
def test_what_was_published_meanwhile_is_not_replaced(dialect: str) -> None:
    other = Entry("", "run-3", "published", "2024-01-31T01:00:00+00:00")
    engine = Recording(dialect, (other, STAGED))
    with pytest.raises(SupersededError):
        store(dialect, engine).publish(STAGED)
    assert not [each for each in engine.ran if each.startswith(("DELETE", "INSERT", "CREATE", "DROP"))]


def test_a_version_is_named_by_its_partition_and_its_run() -> None:
    names = {store("postgres", Recording("postgres")).output(Version(*each)).address for each in ("ab", "ac", "bb")}
    assert len(names) == 3
