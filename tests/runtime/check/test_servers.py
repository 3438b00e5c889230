"""Engines whose servers cannot be had here, with drivers that stand in for theirs: what is asked of them, and how."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from sqlglot import exp

from opsgen.runtime.engines.engine import QueryError, UnreadableError
from opsgen.runtime.engines.open import Engines
from opsgen.sql.dialects import DIALECTS
from opsgen.sql.safety.names import parts
from opsgen.sql.sources.tables import qualified
from runtime.check.lab import graph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from opsgen.runtime.engines.engine import Engine
    from opsgen.runtime.staging.tables import TableEngine


class DriverError(Exception):
    pass


class AbsentError(DriverError):
    pass


class Connection:
    """A connection of PEP 249 that answers queries from a table of answers."""

    def __init__(self, answers: dict[str, tuple[list[str], list[tuple[Any, ...]]]], **settings: Any) -> None:
        self.settings = settings
        self.asked: list[str] = []
        self.closed = False
        self._answers = answers

    def cursor(self) -> Connection:
        return self

    def execute(self, sql: str, _parameters: object = None) -> None:
        self.asked.append(sql)
        names, self._rows = next((answer for part, answer in self._answers.items() if part in sql), ([], []))
        if not names:
            raise DriverError("Syntax error\nand more that nobody reads")
        self.description = [(name,) for name in names]

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def close(self) -> None:
        self.closed = True


DRIVER_ERRORS = SimpleNamespace(Error=DriverError)
Opened = list[Connection]


def opening(opened: Opened, answers: dict[str, Any]) -> Callable[..., Connection]:
    def connect(*_: Any, **settings: Any) -> Connection:
        opened.append(Connection(answers, **settings))
        return opened[-1]

    return connect


def engine(connection: dict[str, Any], table: str, folder: Path) -> Engine:
    dataset = {"source": {"connection": "server", "table": table}, "columns": {"id": {"type": "integer"}}}
    return Engines(graph({"data": dataset}, {"server": connection}), ["data"], folder).of("data")


ROW = (["M0"], [(3,)])
COUNT = exp.select(exp.alias_(exp.Count(this=exp.Star()), "m0")).from_("t")

SNOWFLAKE = {"type": "snowflake", "account": "acme", "database": "Sales", "warehouse": "wh", "user": "me"}
TRINO = {"type": "trino", "host": "trino.example.com", "catalog": "lake", "schema": "sales", "user": "me"}
BIGQUERY = {"type": "bigquery", "project": "acme-prod", "dataset": "sales", "location": "EU"}


def test_snowflake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: Opened = []
    described = [("ID", "NUMBER(38,0)"), ("Size", "FLOAT"), ("AT", "TIMESTAMP_TZ(9)")]
    answers = {"DESCRIBE TABLE": (["name", "type"], described), "COUNT": ROW}
    module = SimpleNamespace(connect=opening(opened, answers), errors=DRIVER_ERRORS)
    monkeypatch.setitem(sys.modules, "snowflake.connector", module)
    monkeypatch.setenv("SNOWFLAKE_PASSWORD", "secret")
    found = engine({**SNOWFLAKE, "password": {"secret": "SNOWFLAKE_PASSWORD"}}, "orders", tmp_path)
    relation = found.relation("data")
    settings = opened[0].settings
    assert (settings["password"], settings["session_parameters"]["TIMEZONE"]) == ("secret", "UTC")
    assert opened[0].asked == ["DESCRIBE TABLE Sales.PUBLIC.orders"]
    assert [(column.name, *column.kind[:3]) for column in relation.columns] == [
        ("ID", "integer", False, False),
        ("Size", "number", True, False),
        ("AT", "timestamp", False, False),
    ]
    assert relation.column("id") == relation.columns[0]
    assert found.row(COUNT) == {"m0": 3}
    found.close()
    assert opened[0].closed


@pytest.mark.parametrize(
    ("table", "schema", "name"),
    [
        ("orders", "PUBLIC", "ORDERS"),
        ("eu.orders", "EU", "ORDERS"),
        ('"eu"."Odd; name"', "eu", "Odd; name"),
    ],
)
def test_snowflake_tells_when_a_table_changed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, table: str, schema: str, name: str
) -> None:
    opened: Opened = []
    changed = datetime(2024, 1, 31, tzinfo=UTC)
    module = SimpleNamespace(
        connect=opening(opened, {"last_altered": (["NEWEST"], [(changed,)])}), errors=DRIVER_ERRORS
    )
    monkeypatch.setitem(sys.modules, "snowflake.connector", module)
    monkeypatch.setenv("SNOWFLAKE_PASSWORD", "secret")
    found = engine({**SNOWFLAKE, "password": {"secret": "SNOWFLAKE_PASSWORD"}}, table, tmp_path)
    assert found.arrival("data") == changed
    (asked,) = opened[0].asked
    assert asked.startswith("SELECT MAX(last_altered) AS newest FROM Sales.information_schema.tables WHERE ")
    assert asked.endswith(f"table_schema = '{schema}' AND table_name = '{name}' AND table_type <> 'VIEW'")


def test_snowflake_takes_a_private_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization")
    rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")
    key = rsa.generate_private_key(65537, 2048)
    form = serialization.PrivateFormat.PKCS8
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    opened: Opened = []
    module = SimpleNamespace(connect=opening(opened, {}), errors=DRIVER_ERRORS)
    monkeypatch.setitem(sys.modules, "snowflake.connector", module)
    monkeypatch.setenv("SNOWFLAKE_KEY", pem.decode())
    engine({**SNOWFLAKE, "private_key": {"secret": "SNOWFLAKE_KEY"}}, "orders", tmp_path)
    der = key.private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption())
    assert opened[0].settings["private_key"] == der
    assert "password" not in opened[0].settings


@pytest.mark.parametrize(
    ("port", "password", "scheme"), [(443, False, "https"), (8080, False, "http"), (8080, True, "https")]
)
def test_trino(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, port: int, password: bool, scheme: str) -> None:
    opened: Opened = []
    columns = [("id", "bigint"), ("size", "real"), ("many", "array(bigint)")]
    answers = {"information_schema": (["column_name", "data_type"], columns), "COUNT": ROW}
    module = SimpleNamespace(
        dbapi=SimpleNamespace(connect=opening(opened, answers)),
        auth=SimpleNamespace(BasicAuthentication=lambda user, word: (user, word)),
        exceptions=SimpleNamespace(Error=DriverError, HttpError=DriverError),
    )
    monkeypatch.setitem(sys.modules, "trino", module)
    monkeypatch.setenv("TRINO_PASSWORD", "secret")
    secret = {"password": {"secret": "TRINO_PASSWORD"}} if password else {}
    found = engine({**TRINO, **secret, "port": port}, "sales_eu.orders", tmp_path)
    relation = found.relation("data")
    assert opened[0].settings["http_scheme"] == scheme
    assert opened[0].settings["auth"] == (("me", "secret") if password else None)
    (asked,) = opened[0].asked
    assert asked.startswith(
        "SELECT column_name, data_type FROM lake.information_schema.columns"
        " WHERE table_schema = 'sales_eu' AND table_name = 'orders' ORDER BY ordinal_position"
    )
    assert [column.kind.family for column in relation.columns] == ["integer", "number", "array"]
    assert found.row(COUNT) == {"m0": 3}


def test_bigquery(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: Opened = []

    def field(name: str, type_: str, mode: str = "NULLABLE") -> SimpleNamespace:
        return SimpleNamespace(name=name, field_type=type_, mode=mode)

    fields = [
        field("id", "INTEGER"),
        field("size", "FLOAT"),
        field("at", "TIMESTAMP"),
        field("tags", "STRING", "REPEATED"),
    ]
    asked: list[str] = []
    changed = datetime(2024, 1, 31, tzinfo=UTC)

    class Client:
        def __init__(self, **settings: Any) -> None:
            asked.append(str(settings))

        def get_table(self, name: str) -> SimpleNamespace:
            asked.append(name)
            if "absent" in name:
                raise AbsentError
            return SimpleNamespace(schema=fields, modified=changed)

    dbapi = SimpleNamespace(connect=opening(opened, {"COUNT": ROW}), Error=DriverError)
    monkeypatch.setitem(sys.modules, "google.cloud.bigquery", SimpleNamespace(Client=Client))
    monkeypatch.setitem(sys.modules, "google.cloud.bigquery.dbapi", dbapi)
    google = SimpleNamespace(GoogleAPIError=DriverError, NotFound=AbsentError)
    monkeypatch.setitem(sys.modules, "google.api_core.exceptions", google)
    monkeypatch.setitem(sys.modules, "google.auth.exceptions", SimpleNamespace(GoogleAuthError=DriverError))
    found = engine(BIGQUERY, "orders", tmp_path)
    relation = found.relation("data")
    assert asked == ["{'project': 'acme-prod', 'location': 'EU'}", "acme-prod.sales.orders"]
    assert relation.source.sql("bigquery") == "`acme-prod`.sales.orders"
    assert [column.kind.family for column in relation.columns] == ["integer", "number", "timestamp", "array"]
    assert found.arrival("data") == changed
    assert "CAST(`at` AS DATETIME) AS `at`" in relation.select().sql("bigquery")
    assert found.row(COUNT) == {"m0": 3}
    writer = cast("TableEngine", found)
    assert writer.columns(exp.table_("absent", db="sales", catalog="acme-prod")) == []
    asked_before = len(opened[0].asked)
    with writer.transaction():
        writer.execute("DELETE FROM t WHERE TRUE")
        writer.execute("INSERT INTO t SELECT COUNT(*) FROM s")
    script = "BEGIN TRANSACTION;\nDELETE FROM t WHERE TRUE;\nINSERT INTO t SELECT COUNT(*) FROM s;\nCOMMIT TRANSACTION;"
    assert opened[0].asked[asked_before:] == [script]


def test_snowflake_publishes_in_a_transaction(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: Opened = []
    done = (["status"], [("done",)])
    answers = dict.fromkeys(("BEGIN", "COMMIT", "ROLLBACK", "DELETE"), done)
    module = SimpleNamespace(connect=opening(opened, answers), errors=DRIVER_ERRORS)
    monkeypatch.setitem(sys.modules, "snowflake.connector", module)
    monkeypatch.setenv("SNOWFLAKE_PASSWORD", "secret")
    found = engine({**SNOWFLAKE, "password": {"secret": "SNOWFLAKE_PASSWORD"}}, "orders", tmp_path)
    writer = cast("TableEngine", found)
    with writer.transaction():
        writer.execute("DELETE FROM t")
    with pytest.raises(QueryError), writer.transaction():
        writer.execute("UPDATE t SET a = b")
    assert opened[0].asked == ["BEGIN", "DELETE FROM t", "COMMIT", "BEGIN", "UPDATE t SET a = b", "ROLLBACK"]
    monkeypatch.setattr(DriverError, "errno", 2003, raising=False)
    assert writer.columns(exp.table_("absent")) == []


def test_errors_are_told_on_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: Opened = []
    module = SimpleNamespace(connect=opening(opened, {}), errors=DRIVER_ERRORS)
    monkeypatch.setitem(sys.modules, "snowflake.connector", module)
    monkeypatch.setenv("SNOWFLAKE_PASSWORD", "secret")
    found = engine({**SNOWFLAKE, "password": {"secret": "SNOWFLAKE_PASSWORD"}}, "orders", tmp_path)
    with pytest.raises(UnreadableError, match=r"^Syntax error$"):
        found.relation("data")
    with pytest.raises(QueryError, match=r"^Syntax error$"):
        found.row(COUNT)


def test_a_secret_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "snowflake.connector", SimpleNamespace(errors=DRIVER_ERRORS))
    monkeypatch.delenv("SNOWFLAKE_PASSWORD", raising=False)
    with pytest.raises(UnreadableError, match="the secret SNOWFLAKE_PASSWORD is needed"):
        engine({**SNOWFLAKE, "password": {"secret": "SNOWFLAKE_PASSWORD"}}, "orders", tmp_path)


@pytest.mark.parametrize(
    ("connection", "module", "extra"),
    [
        (SNOWFLAKE, "snowflake.connector", "snowflake"),
        (TRINO, "trino", "trino"),
        (BIGQUERY, "google.cloud.bigquery", "bigquery"),
        ({"type": "postgres", "host": "h", "database": "d", "user": "u"}, "psycopg", "postgres"),
        ({"type": "spark"}, "pyspark.sql", "spark"),
    ],
)
def test_a_driver_that_is_not_installed_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, connection: dict[str, Any], module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UnreadableError, match=rf"pip install 'opsgen\[{extra}\]'"):
        engine(connection, "orders", tmp_path)


@pytest.mark.parametrize("table", ["", ".", "s.", "a.b.c.d", '"a" b', '"', '"a"; drop table t', "`read_csv`('x')"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_no_name_of_a_table_is_refused(table: str, dialect: str) -> None:
    assert parts(table, dialect) is None
    with pytest.raises(ValueError, match="is not the name of a table"):
        qualified(table, dialect, "shop", "public")


@pytest.mark.parametrize(
    ("table", "written"),
    [
        ("t", 'shop."my-schema".t'),
        ("s.t", "shop.s.t"),
        ("c.s.t", "c.s.t"),
        ('"Odd; name"', 'shop."my-schema"."Odd; name"'),
        ("it's", 'shop."my-schema"."it\'s"'),
        ("t; drop table t", 'shop."my-schema"."t; drop table t"'),
        ("read_csv('x')", 'shop."my-schema"."read_csv(\'x\')"'),
    ],
)
def test_tables_are_called_by_their_full_names(table: str, written: str) -> None:
    assert qualified(table, "postgres", "shop", "my-schema").sql("postgres") == written
