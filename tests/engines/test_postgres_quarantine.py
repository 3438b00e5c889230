"""Rows of PostgreSQL tables that fail a rule are moved to another table, by the transaction that publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engines.database import execute
from opsgen.runtime.produce import steps
from proof.quarantining import Quarantining
from proof.version_cases import VersionCases
from runtime.produce.lab import production
from runtime.produce.quarantine_cases import COLUMNS, MOVED, QuarantineCases, checked, moved, project, publish

if TYPE_CHECKING:
    from pathlib import Path

    from runtime.produce.quarantine_cases import Row

pytest.importorskip("psycopg")

NAMES = ("opsgen_rule", "opsgen_run", "opsgen_partition")


class Tables:
    def __init__(self, connection: dict[str, Any]) -> None:
        self.connection = connection
        self.connections = {"server": connection}
        self.raw, self.good, self.rejected = (
            {"connection": "server", "table": table} for table in ("raw", "good", "rejected")
        )

    def fill(self, folder: Path, rows: list[Row]) -> None:  # noqa: ARG002
        create = "CREATE TABLE IF NOT EXISTS raw (id integer, dest text, fare double precision)"
        execute(self.connection, f"{create}; TRUNCATE raw")
        for number, dest, fare in rows:
            value = "NULL" if dest is None else f"'{dest}'"
            execute(self.connection, f"INSERT INTO raw VALUES ({number}, {value}, {fare})")  # noqa: S608

    def rows(self, folder: Path, dataset: str) -> list[dict[str, Any]]:  # noqa: ARG002
        names = [*(NAMES if dataset == "rejected" else ()), *COLUMNS]
        found = execute(self.connection, f"SELECT * FROM {dataset} ORDER BY id")  # noqa: S608
        return [dict(zip(names, row, strict=True)) for row in found]

    def staged(self, folder: Path) -> list[str]:  # noqa: ARG002
        tables = "SELECT relname FROM pg_class WHERE relnamespace = 'opsgen_staged'::regnamespace AND relkind = 'r'"
        return [name for (name,) in execute(self.connection, tables) if name != "ledger"]


@pytest.fixture
def place(connection: dict[str, Any]) -> Tables:
    return Tables(connection)


class TestQuarantine(QuarantineCases):
    pass


def test_what_others_have_built_on_the_quarantine_stays(place: Tables, tmp_path: Path) -> None:
    publish(place, tmp_path)
    execute(place.connection, "CREATE VIEW late AS SELECT id FROM rejected; CREATE INDEX by_id ON rejected (id)")
    publish(place, tmp_path, [(8, None, 8), (9, "JFK", 9)])
    assert execute(place.connection, "SELECT id FROM late") == [(8,)]
    assert execute(place.connection, "SELECT indexname FROM pg_indexes WHERE tablename = 'rejected'") == [("by_id",)]


def test_an_error_in_the_quarantine_publishes_nothing(place: Tables, tmp_path: Path) -> None:
    publish(place, tmp_path)
    execute(place.connection, "ALTER TABLE rejected ADD CHECK (id < 8)")
    place.fill(tmp_path, [(8, None, 8), (9, "JFK", 9)])
    made = production(project(place), "good", tmp_path)
    checked(made)
    with pytest.raises(Exception, match="violates check constraint"):
        steps.publish(made)
    assert [row["id"] for row in place.rows(tmp_path, "good")] == [1, 5]
    assert moved(place, tmp_path) == MOVED
    assert len(place.staged(tmp_path)) == 2


class TestQuarantined(VersionCases):
    @pytest.fixture
    def subject(self, connection: dict[str, Any], tmp_path: Path) -> Quarantining:
        execute(connection, "CREATE TABLE raw AS SELECT generate_series(0, 1999) AS id")
        raw, good = ({"connection": "server", "table": table} for table in ("raw", "good"))
        address = "host={host} port={port} user={user} dbname={database}".format_map(connection)
        subject = Quarantining(tmp_path, {"server": connection}, raw, good, "postgres", address)
        subject.lay_out()
        return subject
