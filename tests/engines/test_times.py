"""Local times mean the same on every engine: how old data is, bounds, and the hours at which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from runtime.check.lab import LAKE, run

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.check.result import CheckResult

duckdb = pytest.importorskip("duckdb")

LOCAL = (
    "2024-03-31 01:59:59",
    "2024-03-31 03:00:00",
    "2024-10-27 01:59:59",
    "2024-10-27 02:30:00",  # occurs twice
    "2024-10-27 03:00:00",
)
COLUMNS: dict[str, Any] = {
    "local": {"type": "timestamp"},
    "instant": {"type": "timestamp"},
    "day": {"type": "date"},
}
BOUNDS = ("2024-03-31T01:00:00Z", "2024-10-27T00:30:00Z", "2024-10-27T02:00:00Z", "2024-03-31T03:00:00")
QUALITY: list[dict[str, Any]] = [
    *({"range": {"column": column, "min": bound}} for column in ("local", "instant") for bound in BOUNDS),
    *({"range": {"column": column, "max": bound}} for column in ("local", "instant") for bound in BOUNDS),
    *({"freshness": {"column": column, "max_age": "40d"}} for column in COLUMNS),
]
STATEMENTS = [
    "CREATE TABLE clocks (local TIMESTAMP, instant TIMESTAMP WITH TIME ZONE, day DATE)",
    *(
        f"INSERT INTO clocks VALUES ('{each}', TIMESTAMP WITH TIME ZONE '{each}+01:00', DATE '{each[:10]}')"  # noqa: S608
        for each in LOCAL
    ),
]


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime(2024, 10, 27, 3, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr("opsgen.runtime.check.run.datetime", Clock)


def dataset(**source: Any) -> dict[str, Any]:
    return {"clocks": {"source": {**source, "timezone": "Europe/Berlin"}, "columns": COLUMNS, "quality": QUALITY}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data in Parquet."""
    made = tmp_path_factory.mktemp("clocks")
    (made / "data").mkdir()
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for statement in STATEMENTS:
            connection.execute(statement)
        connection.execute(f"COPY clocks TO '{made}/data/clocks.parquet' (FORMAT parquet)")
    return made


def told(result: CheckResult) -> list[tuple[Any, ...]]:
    (data,) = result.datasets
    assert data.message is None
    return [(rule.name, rule.outcome, rule.message, rule.rows_broken, rule.value) for rule in data.rules]


def test_duckdb_finds_what_zoneinfo_says(folder: Path) -> None:
    found = {
        name: rest
        for name, *rest in told(run(folder, dataset(connection="lake", path="clocks.parquet"), connections=LAKE))
    }
    assert [found[f"range(local){number}"][2] for number in ("", " #2", " #3", " #4")] == [1, 3, 4, 1]
    assert [found[f"freshness({column})"][3] for column in COLUMNS] == [3600, 3600, 5 * 3600]


def test_postgres_finds_the_same(folder: Path, postgres: int, tmp_path: Path) -> None:
    import psycopg

    settings = {"host": "localhost", "port": postgres, "user": "opsgen"}
    with psycopg.connect(**settings, dbname="postgres") as connection:
        for statement in STATEMENTS:
            connection.execute(statement)
    server = {"type": "postgres", **settings, "database": "postgres", "sslmode": "disable"}
    found = run(tmp_path, dataset(connection="server", table="clocks"), connections={"server": server})
    assert told(found) == told(run(folder, dataset(connection="lake", path="clocks.parquet"), connections=LAKE))


def test_spark_finds_the_same(folder: Path) -> None:
    pytest.importorskip("pyspark")
    connections = {"cluster": {"type": "spark", "master": "local[1]"}}
    found = run(folder, dataset(connection="cluster", path="data/clocks.parquet"), connections=connections)
    assert told(found) == told(run(folder, dataset(connection="lake", path="clocks.parquet"), connections=LAKE))
