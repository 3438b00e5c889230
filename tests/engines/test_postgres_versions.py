"""Versions of a dataset in PostgreSQL: what readers see, and what stays of the table."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

import pytest
from sqlglot import exp

from engines.database import execute, opened
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.engines.engine import QueryError
from opsgen.runtime.engines.open import Engines
from opsgen.runtime.produce import steps
from opsgen.runtime.staging.ledger import Version
from opsgen.runtime.staging.store import StagingError, SupersededError
from opsgen.runtime.staging.tables import TableStore
from runtime.check.lab import graph
from runtime.produce.lab import judge, production
from runtime.produce.places import SQL, graph_of, project
from runtime.produce.repetition_cases import IncrementCases, RepetitionCases
from runtime.produce.step_cases import StepCases, ledger, make

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.produce.steps import Production
    from opsgen.runtime.staging.tables import TableEngine

pytest.importorskip("psycopg")

STAGED = "SELECT relname, relpersistence FROM pg_class WHERE relnamespace = 'opsgen_staged'::regnamespace ORDER BY 1"
"""The tables of opsgen's own, and whether they are unlogged."""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'opsgen'"
LONG = "\u00fc" * 31 + "x"
"""A name of 63 bytes, which is the most that PostgreSQL keeps of a name."""


@dataclass(frozen=True)
class Table:
    """A table of the database, and its input beside it."""

    connection: dict[str, Any]
    name: str = "good"
    raw: ClassVar[dict[str, Any]] = {"connection": "server", "table": "raw"}

    @property
    def connections(self) -> dict[str, Any]:
        return {"server": self.connection}

    @property
    def good(self) -> dict[str, Any]:
        return {"connection": "server", "table": self.name}

    def fill(self, folder: Path, rows: int) -> None:  # noqa: ARG002
        execute(self.connection, "CREATE TABLE IF NOT EXISTS raw (id integer); TRUNCATE raw")
        execute(self.connection, f"INSERT INTO raw SELECT generate_series(0, {rows - 1})")

    def published(self, folder: Path) -> list[int]:  # noqa: ARG002
        return [row[0] for row in execute(self.connection, f"SELECT id FROM {self.name} ORDER BY id")]  # noqa: S608


@pytest.fixture
def place(connection: dict[str, Any]) -> Table:
    return Table(connection)


class TestSteps(StepCases):
    pass


@dataclass(frozen=True)
class Site(Table):
    """The same table, with rows of a test's own."""

    def load(self, folder: Path, rows: str) -> None:  # noqa: ARG002
        execute(self.connection, f"DROP TABLE IF EXISTS raw; CREATE TABLE raw AS {rows}")

    def published(self, folder: Path, columns: str = "id") -> list[Any]:  # noqa: ARG002
        return execute(self.connection, f"SELECT {columns} FROM good")  # noqa: S608


class TestRepetitions(RepetitionCases, IncrementCases):
    @pytest.fixture
    def site(self, connection: dict[str, Any]) -> Site:
        return Site(connection)


def passed(place: Table, folder: Path, rows: int = 5, sql: str = SQL) -> Production:
    """A version that has passed its checks."""
    made = production(project(place, folder, rows, sql), "good", folder)
    steps.write(made)
    judge(made)
    return made


def publish(place: Table, folder: Path, rows: int = 5, sql: str = SQL) -> None:
    steps.publish(passed(place, folder, rows, sql))


def test_what_others_have_built_on_the_table_stays(place: Table, tmp_path: Path) -> None:
    publish(place, tmp_path)
    execute(
        place.connection,
        """
        CREATE ROLE reader_of_good LOGIN; GRANT SELECT ON good TO reader_of_good;
        CREATE VIEW doubled AS SELECT id * 2 AS id FROM good;
        CREATE INDEX by_id ON good (id);
        CREATE POLICY small ON good FOR SELECT TO reader_of_good USING (id < 3);
        ALTER TABLE good ENABLE ROW LEVEL SECURITY;
        COMMENT ON TABLE good IS 'kept';
        """,
    )
    try:
        publish(place, tmp_path, rows=7)
        assert execute(place.connection, "SELECT max(id) FROM doubled") == [(12,)]
        reader = {**place.connection, "user": "reader_of_good"}
        assert execute(reader, "SELECT count(*) FROM good") == [(3,)]
        indexes = "SELECT indexname, obj_description('good'::regclass) FROM pg_indexes WHERE tablename = 'good'"
        assert execute(place.connection, indexes) == [("by_id", "kept")]
        assert execute(place.connection, STAGED) == [("ledger", "p")]
    finally:
        execute(place.connection, "DROP OWNED BY reader_of_good; DROP ROLE reader_of_good")


def test_a_reader_sees_the_old_rows_until_the_commit(place: Table, tmp_path: Path) -> None:
    publish(place, tmp_path)
    made = passed(place, tmp_path, rows=7)
    assert [kind for name, kind in execute(place.connection, STAGED) if name.startswith("good_")] == ["u"]
    with opened(place.connection) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        count = "SELECT count(*) FROM good"
        assert reader.execute(count).fetchone() == (5,)
        steps.publish(made)  # It does not wait for readers, nor they for it.
        assert reader.execute(count).fetchone() == (5,)
        reader.commit()
        assert reader.execute(count).fetchone() == (7,)


def test_rows_with_the_same_keys_are_replaced(place: Table, tmp_path: Path) -> None:
    execute(
        place.connection,
        "CREATE TABLE good (id integer PRIMARY KEY, note text NOT NULL);"
        "INSERT INTO good SELECT n, 'old' FROM generate_series(0, 9) AS s (n)",
    )
    for _ in range(2):
        publish(place, tmp_path, sql="select id, 'new' as note from raw")
        assert execute(place.connection, "SELECT count(*), min(note) FROM good") == [(5, "new")]


def test_a_new_column_is_added_by_the_commit_that_fills_it(place: Table, tmp_path: Path) -> None:
    publish(place, tmp_path)
    execute(place.connection, "CREATE VIEW seen AS SELECT * FROM good")
    publish(place, tmp_path, sql='select id, now() as at, \'x\' as "odd ""name" from raw')
    assert execute(place.connection, 'SELECT count(at), min("odd ""name") FROM good') == [(5, "x")]
    assert execute(place.connection, "SELECT count(*) FROM seen") == [(5,)]


@pytest.mark.parametrize("sql", ["select cast(id as text) as id from raw", "select id as other from raw"])
def test_another_change_of_the_columns_is_refused(place: Table, tmp_path: Path, sql: str) -> None:
    execute(place.connection, "CREATE TABLE good (id integer); INSERT INTO good VALUES (1)")
    spec = project(place, tmp_path, sql=sql)
    made = production(spec, "good", tmp_path)
    steps.write(made)
    with made.store() as store:
        entry = store.ledger().entries[0]
        store.change(lambda ledger: ledger.keep(entry.now("passed")))
    with pytest.raises(StagingError, match=r"its columns are id integer; those of the new rows are (id|other) "):
        steps.publish(made)
    assert place.published(tmp_path) == [1]


@pytest.mark.parametrize(
    ("column", "value", "error"),
    [
        ("numeric(10,2)", "1.005", r"5 values of `x` would be rounded: the column of the table is numeric\(10,2\)"),
        ("numeric(10,2)", "id + 1.005", "and that of the new rows is numeric;"),
        ("numeric(10,2)", "case id when 1 then 0.125::float8 end", "1 value of `x` .*new rows is double precision"),
        ("numeric(10,2)", "case id when 1 then 'NaN'::numeric else 1.5 end", None),
        ("numeric(10,2)", "avg(id) over ()", None),
        ("numeric", "0.1::float8 + 0.2", None),
        ("double precision", "1 / 3.0", None),
    ],
)
def test_no_value_is_rounded(place: Table, tmp_path: Path, column: str, value: str, error: str | None) -> None:
    execute(place.connection, f"CREATE TABLE good (id integer, x {column})")
    made = passed(place, tmp_path, sql=f"select id, {value} as x from raw")  # noqa: S608
    if error is None:
        steps.publish(made)
        assert place.published(tmp_path) == [0, 1, 2, 3, 4]
    else:
        with pytest.raises(StagingError, match=error):
            steps.publish(made)
        assert place.published(tmp_path) == []


def test_of_two_publishers_at_once_one_wins(place: Table, tmp_path: Path) -> None:
    publish(place, tmp_path)
    rivals = [passed(place, tmp_path, rows) for rows in (6, 7)]
    with opened(place.connection) as other, ThreadPoolExecutor(2) as pool:
        other.execute("LOCK TABLE good IN ROW EXCLUSIVE MODE")
        publishing = [pool.submit(steps.publish, rival) for rival in rivals]
        while execute(place.connection, WAITING) != [(2,)]:
            time.sleep(0.01)
        other.commit()
    failed = [future.exception() for future in publishing]
    (winner,) = (number for number, error in enumerate(failed) if error is None)
    assert isinstance(failed[1 - winner], SupersededError)
    assert len(place.published(tmp_path)) == (6, 7)[winner]
    published = ledger(rivals[0]).published()
    assert published is not None
    assert published.run == rivals[winner].version.run


def test_without_the_right_to_create_tables_the_remedy_is_reported(place: Table, tmp_path: Path) -> None:
    project(place, tmp_path)
    execute(place.connection, "CREATE ROLE guest LOGIN; GRANT SELECT ON raw TO guest")
    try:
        as_guest = production(graph_of(Table({**place.connection, "user": "guest"})), "good", tmp_path)
        remedy = "create the schema, and grant the user of the connection USAGE and CREATE on it"
        for reason in ("permission denied for database", "permission denied for schema opsgen_staged"):
            with pytest.raises(StagingError, match=f"{reason}.*; {remedy}"):
                steps.write(as_guest)
            execute(place.connection, "CREATE SCHEMA IF NOT EXISTS opsgen_staged")
        execute(place.connection, "GRANT ALL ON SCHEMA opsgen_staged, public TO guest")
        make(as_guest)
        assert place.published(tmp_path) == [0, 1, 2, 3, 4]
    finally:
        execute(place.connection, "DROP OWNED BY guest; DROP ROLE guest")


def test_a_policy_that_hides_old_rows_from_the_publisher_stops_it(place: Table, tmp_path: Path) -> None:
    publish(place, tmp_path)
    execute(
        place.connection,
        "CREATE ROLE clerk LOGIN; CREATE POLICY few ON good USING (id < 2); ALTER TABLE good ENABLE ROW LEVEL SECURITY;"
        "GRANT ALL ON good, raw, opsgen_staged.ledger TO clerk; GRANT ALL ON SCHEMA opsgen_staged TO clerk",
    )
    try:
        made = production(graph_of(Table({**place.connection, "user": "clerk"})), "good", tmp_path)
        steps.write(made)
        judge(made)
        with pytest.raises(QueryError, match=r"row-level security.*; opsgen replaces all rows of a table, so connect"):
            steps.publish(made)
        assert place.published(tmp_path) == [0, 1, 2, 3, 4]
    finally:
        execute(place.connection, "DROP OWNED BY clerk; DROP ROLE clerk")


@pytest.mark.parametrize(
    ("action", "error"),
    [("ON DELETE CASCADE", "would change rows of public.child"), ("", "violates foreign key"), ("DEFERRABLE", None)],
)
def test_rows_of_other_tables_never_change(place: Table, tmp_path: Path, action: str, error: str | None) -> None:
    execute(place.connection, "CREATE TABLE good (id integer PRIMARY KEY); INSERT INTO good VALUES (1)")
    execute(place.connection, f"CREATE TABLE child (id integer REFERENCES good {action})")
    execute(place.connection, "INSERT INTO child VALUES (1)")
    made = passed(place, tmp_path)
    if error is None:
        steps.publish(made)
    else:
        with pytest.raises(QueryError, match=error):
            steps.publish(made)
    assert execute(place.connection, "SELECT id FROM child") == [(1,)]
    assert place.published(tmp_path) == ([0, 1, 2, 3, 4] if error is None else [1])


def test_staged_rows_that_a_crash_of_the_server_emptied_are_not_published(place: Table, tmp_path: Path) -> None:
    """After a crash, PostgreSQL empties unlogged tables."""
    publish(place, tmp_path)
    made = passed(place, tmp_path)
    (staged,) = (name for name, kind in execute(place.connection, STAGED) if kind == "u")
    execute(place.connection, f"TRUNCATE opsgen_staged.{staged}")
    with pytest.raises(StagingError, match="was changed after its check"):
        steps.publish(made)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {} SET id = id + 1",
        "UPDATE {} SET id = id WHERE id = 0",
        "DELETE FROM {0} WHERE id = 0; INSERT INTO {0} VALUES (9)",
        "TRUNCATE {0}; INSERT INTO {0} SELECT generate_series(0, 4)",
        "DROP TABLE {0}; CREATE TABLE {0} AS SELECT generate_series(0, 4) AS id",
    ],
)
def test_staged_rows_that_others_change_are_not_published(place: Table, tmp_path: Path, change: str) -> None:
    made = passed(place, tmp_path)
    (staged,) = (name for name, kind in execute(place.connection, STAGED) if kind == "u")
    execute(place.connection, change.format(f"opsgen_staged.{staged}"))
    with pytest.raises(StagingError, match="was changed after its check"):
        steps.publish(made)
    assert execute(place.connection, "SELECT to_regclass('good')") == [(None,)]


def test_rows_that_others_write_meanwhile_are_kept(place: Table, tmp_path: Path) -> None:
    publish(place, tmp_path)
    made = passed(place, tmp_path)
    execute(place.connection, "UPDATE good SET id = 9 WHERE id = 4")
    with pytest.raises(SupersededError, match="by something else than opsgen"):
        steps.publish(made)
    assert place.published(tmp_path) == [0, 1, 2, 3, 9]


def test_what_does_not_change_rows_stops_no_publication(place: Table, tmp_path: Path) -> None:
    publish(place, tmp_path)
    made = passed(place, tmp_path, 6)
    with opened(place.connection) as other:
        other.autocommit = True
        for statement in ("VACUUM (FULL, FREEZE) good", "CREATE INDEX ON good (id)", "ANALYZE good"):
            other.execute(statement)
    steps.publish(made)
    assert len(place.published(tmp_path)) == 6


def test_a_view_is_published_through(place: Table, tmp_path: Path) -> None:
    """The rows of a view have no transactions of their own, so only the ledger shows other publications."""
    execute(place.connection, "CREATE TABLE behind (id integer); CREATE VIEW good AS SELECT * FROM behind")
    publish(place, tmp_path)
    assert execute(place.connection, "SELECT count(*) FROM behind") == [(5,)]


@pytest.mark.parametrize("name", ['"Odd "";name"', f'"{LONG}"', "Sales.Good", '"select"."from"'])
def test_any_name_of_a_table_is_published(connection: dict[str, Any], tmp_path: Path, name: str) -> None:
    execute(connection, 'CREATE SCHEMA sales; CREATE SCHEMA "select"')
    place = Table(connection, name)
    for rows in (5, 6):
        publish(place, tmp_path, rows)
        assert len(place.published(tmp_path)) == rows
    assert execute(connection, STAGED) == [("ledger", "p")]


def test_a_publish_that_waits_too_long_for_a_lock_changes_nothing(
    place: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(place, tmp_path)
    made = passed(place, tmp_path, 6)
    with opened(place.connection) as other, monkeypatch.context() as patch:
        patch.setenv("OPSGEN_QUERY_TIMEOUT", "1s")
        other.execute("LOCK TABLE good IN ROW EXCLUSIVE MODE")
        with pytest.raises(QueryError, match="longer than 1s"):
            steps.publish(made)
    assert place.published(tmp_path) == [0, 1, 2, 3, 4]
    steps.publish(made)
    assert len(place.published(tmp_path)) == 6


def test_only_the_rows_of_a_partition_are_replaced(place: Table, tmp_path: Path) -> None:
    execute(place.connection, "CREATE TABLE good AS SELECT generate_series(3, 12) AS id")
    made = replace(production(project(place, tmp_path), "good", tmp_path), version=Version("5", "run"))
    steps.write(made)
    judge(made)
    spec = made.graph.spec
    engines = Engines(made.graph, ["good"], tmp_path, writes="good")
    store = TableStore(
        lambda: cast("TableEngine", engines.of("good")),
        spec.datasets["good"].source,
        spec.connections["server"],
        lambda key, _: exp.column("id") < exp.convert(int(key)),
    )
    (entry,) = store.ledger().entries
    store.publish(replace(entry, base=store.base("5")))
    engines.close()
    assert place.published(tmp_path) == [0, 1, 2, 3, 4, *range(5, 13)]


TOUCHED = """
SELECT coalesce(heap_blks_read + heap_blks_hit, 0), pg_relation_size('good') / 8192
FROM pg_statio_user_tables WHERE schemaname = 'public' AND relname = 'good'
"""
"""How many pages of the table were read so far, and how many it has."""
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'opsgen'"


def test_the_check_of_a_new_partition_reads_no_page_of_the_published_ones(place: Table, tmp_path: Path) -> None:
    execute(
        place.connection,
        "CREATE TABLE good WITH (autovacuum_enabled = off) AS "
        "SELECT date '2024-03-30' AS day, n AS id FROM generate_series(1, 100000) AS s (n);"
        "CREATE TABLE raw AS SELECT date '2024-03-31' AS day, -1 AS id",
    )
    pages = []
    for quality in ([], [{"unique": {"columns": ["id"]}}]):
        columns = {"day": {"type": "date", "required": True}, "id": {"type": "integer", "max": 100_000}}
        good = {
            "source": place.good,
            "partition": {"column": "day", "by": "day"},
            "columns": columns,
            "quality": quality,
            "transform": {"inputs": ["raw"], "sql": "select day, id from raw"},
        }
        spec = graph({"raw": {"source": place.raw, "columns": columns}, "good": good}, place.connections)
        made = production(spec, "good", tmp_path, "2024-03-31")
        steps.write(made)
        before = touched(place)
        assert judge(made).outcome is Outcome.PASS
        pages.append(touched(place) - before)
    size = execute(place.connection, TOUCHED)[0][1]
    print(f"of {size:,} pages: {pages[0]:,} by itself, {pages[1]:,} with a rule about all")
    assert pages[0] == 0
    assert pages[1] >= size > 400


def touched(place: Table) -> int:
    """Pages read so far. A session of the server reports its own when it ends."""
    while execute(place.connection, OTHERS) != [(0,)]:
        time.sleep(0.01)
    return int(execute(place.connection, TOUCHED)[0][0])
