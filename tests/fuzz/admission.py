"""A target for the SQL of users: what is admitted is bound by DuckDB itself, in a database full of traps.

Each table that no dataset declares is a view of a table that is gone: to bind it is an error that names it, whoever
found a way to it. Files cannot be reached, so that the attempt is an error, too.
"""

from __future__ import annotations

import json
import re
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

import duckdb

from fuzz.queries import DATASETS, TRAPS, Queries
from fuzz.words import SIGNS
from opsgen.sql.safety import parse
from opsgen.sql.safety.refusal import RefusedSqlError
from opsgen.sql.safety.scopes import CTE, INPUT

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE = "trap_that_is_gone"
CAUGHT = re.compile(rf"{GONE}|Permission Error|disabled by configuration|IO Error|HTTP Error", re.IGNORECASE)
"""What DuckDB says where a trap, a file or an address was asked for."""

CATALOGUE = ("sqlite_master", "pg_catalog", "information_schema.tables", "duckdb_settings()", "duckdb_secrets()")
FILES = ("'/etc/passwd'", '"/etc/passwd"', "'x.csv'", "read_text('/etc/passwd')", "glob('*')", "query('table secrets')")
PARTS = (
    *("select", "from", "where", "with", "as", "union all", "join", "on", "lateral", "values", "table", "in", "exists"),
    *("pivot", "unpivot", "describe", "summarize", "show", "columns(*)", "#1", "* exclude (who)", "recursive", "using"),
    *(
        "getenv('HOME')",
        "current_setting('x')",
        "query_table('secrets')",
        "unnest([1])",
        "who",
        "q",
        "(",
        ")",
        ",",
        ".",
    ),
    *(
        "main.",
        "memory.main.",
        "'day) from secrets --'",
        "date_trunc('day', null)",
        "struct_extract(q, 'who')",
        ";",
        "--",
    ),
    *("x -> x", "list_transform([1], x -> x)", "order by 1", "limit 1", "group by all", "qualify", "semi", "asof"),
)


def sql(data: bytes) -> None:
    """Whatever is admitted reads only datasets, as DuckDB itself sees it."""
    for text in texts(data):
        check(text)


def texts(data: bytes) -> Iterator[str]:
    """The bytes as they are, and queries that follow from them."""
    yield data.decode(errors="replace")
    random = Random(data)  # noqa: S311
    for _ in range(3):
        made = Queries(random, stray=random.choice((0, 0.05, 0.3)), quoted=0.1).query()
        read = admitted(made.sql)
        assert (read is not None) == (made.reads <= set(DATASETS)), made.sql
        assert read is None or set(read.inputs) == made.reads, made.sql
        yield made.sql
        yield mutated(made.sql, random)


def mutated(text: str, random: Random) -> str:
    parts = re.findall(r"\w+|\s+|.", text, re.DOTALL)
    pools = (PARTS, PARTS, TRAPS, DATASETS, CATALOGUE, FILES, SIGNS, ('"payroll"', "PAYROLL", "`a`", "[a]"), parts)
    for _ in range(random.choice((1, 1, 2, 3))):
        at = random.randrange(len(parts))
        other = random.choice(random.choice(pools))
        parts[at] = random.choice((other, f" {other} ", f"{parts[at]} {other} ", f" {other} {parts[at]}", ""))
    return "".join(parts)


def admitted(text: str) -> parse.ParsedSelect | None:
    try:
        return parse.select(text, "duckdb", DATASETS)
    except RefusedSqlError:
        return None


def check(text: str) -> None:
    found = admitted(text)
    if found is None:
        return
    written = found.tree.sql("duckdb", comments=False)
    database = _database()
    for name in (node["table_name"] for node in _nodes(database, written) if node.get("type") == "BASE_TABLE"):
        assert name.startswith((CTE, INPUT)), f"{name} is read by {written}"
    reached = caught(written)
    assert reached is None, f"{written}: {reached}"


def caught(text: str) -> str | None:
    """What DuckDB says of SQL that reaches a trap or a file."""
    try:
        _database().execute(f"EXPLAIN {text}")
    except duckdb.Error as error:
        return str(error) if CAUGHT.search(str(error)) else None
    return None


def _nodes(database: duckdb.DuckDBPyConnection, written: str) -> Iterator[dict[str, Any]]:
    """All parts of the SQL as DuckDB's own parser reads it."""
    row = database.execute("SELECT json_serialize_sql(?::varchar)", [written]).fetchone()
    assert row is not None
    waiting = [json.loads(row[0])]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


@cache
def _database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"python_enable_replacements": "false"})
    connection.execute(f"CREATE TABLE {GONE} (who VARCHAR, id INTEGER)")
    for trap in (*TRAPS, "x", "q", "l", "t", "who"):
        connection.execute(f'CREATE VIEW "{trap}" AS SELECT * FROM {GONE}')  # noqa: S608
    connection.execute(f"DROP TABLE {GONE}")
    for number in range(1, len(DATASETS) + 1):
        connection.execute(f"CREATE VIEW {INPUT}{number} AS SELECT 'x' AS who")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
