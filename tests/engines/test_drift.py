"""The same comparison of the same data finds the same on every engine, and across two of them."""

from __future__ import annotations

import random
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from runtime.drift.lab import run, spec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from opsgen.runtime.drift.result import DriftResult

duckdb = pytest.importorskip("duckdb")

ROWS = {"learned": 4000, "asked": 3000}
TYPES = {
    "steady": "DOUBLE PRECISION",
    "moved": "DOUBLE PRECISION",
    "whole": "BIGINT",
    "exact": "DECIMAL(12, 2)",
    "single": "REAL",
    "few": "INTEGER",
    "name": "TEXT",
    "flag": "BOOLEAN",
    "at": "TIMESTAMP",
}
NUMBERS = ("steady", "moved", "whole", "exact", "single", "few")
COLUMNS: dict[str, Any] = {
    "steady": {"type": "number"},
    "moved": {"type": "number"},
    "whole": {"type": "integer"},
    "exact": {"type": "number"},
    "single": {"type": "number"},
    "few": {"type": "integer"},
    "name": {"type": "string"},
    "flag": {"type": "boolean"},
    "at": {"type": "timestamp"},
}
DRIFT = [
    *(
        {"columns": [*NUMBERS, "name", "flag"], "metric": metric}
        for metric in ("psi", "js", "kl", "hellinger", "tvd", "chi_square")
    ),
    *({"columns": list(NUMBERS), "metric": metric} for metric in ("ks", "wasserstein")),
]
NAMES = ("", " ", "a", "A", "it's", "é", "日本", "😀", "a\nb", "back\\slash", "%_", 'say "x"', None)


def rows(table: str) -> Iterator[tuple[Any, ...]]:
    draw = random.Random(table)  # noqa: S311
    shift = 1 if table == "asked" else 0
    for number in range(ROWS[table]):
        steady = draw.choice(("NaN", "Infinity", "-Infinity", None)) if number % 50 == 0 else draw.gauss(0, 1)
        name = draw.choice(NAMES) if number % 3 else f"rare {draw.randrange(60)}"
        yield (
            steady,
            draw.gauss(shift, 1 + shift) * 1e6,
            draw.randrange(2**53) if draw.random() < 0.9 else None,
            f"{draw.expovariate(0.01):.2f}",
            draw.choice((0.1, 0.2, 0.3, 1e30)),
            draw.choice((0, 0, 0, 1 + shift)),
            name,
            draw.choice((True, False, None)),
            f"2024-01-{1 + number % 28:02} 12:00:00",
        )


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data in Parquet."""
    folder = tmp_path_factory.mktemp("lake")
    (folder / "data").mkdir()
    with duckdb.connect() as connection:
        for table in ROWS:
            connection.execute(_create(table))
            remaining = rows(table)
            while some := list(islice(remaining, 50)):  # one row at a time, DuckDB takes six times as long
                connection.execute(_insert(table, "?", len(some)), [value for row in some for value in row])
            connection.execute(f"COPY {table} TO '{folder}/data/{table}.parquet' (FORMAT parquet)")
    return folder


@pytest.fixture(scope="module")
def expected(lake: Path) -> DriftResult:
    """What DuckDB finds."""
    return run(lake, spec(COLUMNS, DRIFT))


@pytest.fixture(scope="module")
def server(postgres: int) -> dict[str, Any]:
    """A database with the same data, as a spec's connection."""
    import psycopg

    with psycopg.connect(host="localhost", port=postgres, user="opsgen", dbname="postgres", autocommit=True) as made:
        made.execute("CREATE DATABASE drift")
    with psycopg.connect(host="localhost", port=postgres, user="opsgen", dbname="drift") as connection:
        for table in ROWS:
            connection.execute(_create(table))
            connection.cursor().executemany(_insert(table, "%s"), list(rows(table)))
    where = {"host": "localhost", "port": postgres, "database": "drift", "user": "opsgen", "sslmode": "disable"}
    return {"type": "postgres", **where}


def test_every_metric_measures_something(expected: DriftResult) -> None:
    assert expected.message is None
    found = [each for column in expected.columns for each in column.comparisons]
    assert [each.message for each in found if each.message] == []
    assert all(each.value is not None and each.value > 0 for each in found if each.direction == "max")
    drifted = {column.name for column in expected.columns if column.outcome == "drift"}
    assert {"moved", "few"} <= drifted < set(COLUMNS)


def test_postgres_finds_the_same(expected: DriftResult, server: dict[str, Any], tmp_path: Path) -> None:
    sources = {"connection": "server", "table": "learned"}, {"connection": "server", "table": "asked"}
    found = run(tmp_path, spec(COLUMNS, DRIFT, sources, {"server": server}))
    assert told(found) == told(expected)


def test_datasets_behind_two_connections_are_compared_the_same(
    expected: DriftResult, server: dict[str, Any], lake: Path
) -> None:
    sources = {"connection": "server", "table": "learned"}, {"connection": "lake", "path": "asked.parquet"}
    connections = {"server": server, "lake": {"type": "files", "root": "data"}}
    assert told(run(lake, spec(COLUMNS, DRIFT, sources, connections))) == told(expected)


@pytest.mark.usefixtures("spark")
def test_spark_finds_the_same(expected: DriftResult, lake: Path) -> None:
    connections = {"cluster": {"type": "spark", "master": "local[1]"}}
    learned, asked = ({"connection": "cluster", "path": f"data/{table}.parquet"} for table in ROWS)
    assert told(run(lake, spec(COLUMNS, DRIFT, (learned, asked), connections))) == told(expected)


@pytest.mark.parametrize("engine", ["postgres", "spark"])
def test_a_window_is_cut_the_same(
    engine: str, lake: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window is a time before now, which stands still here."""
    from datetime import UTC, datetime

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime(2024, 1, 29, 12, tzinfo=tz or UTC)

    monkeypatch.setattr("opsgen.runtime.drift.run.datetime", Clock)
    few: list[dict[str, Any]] = [{"columns": ["few"], "metric": "psi"}]
    on_duckdb = run(lake, spec(COLUMNS, few, window="7d"))
    assert (on_duckdb.current.rows, on_duckdb.current.since) == (7 * 107, "2024-01-22T12:00:00+00:00")
    if engine == "spark":
        request.getfixturevalue("spark")
        connections = {"other": {"type": "spark", "master": "local[1]"}}
        sources = tuple({"connection": "other", "path": f"data/{table}.parquet"} for table in ROWS)
    else:
        connections = {"other": request.getfixturevalue("server")}
        sources = tuple({"connection": "other", "table": table} for table in ROWS)
    learned, asked = sources
    found = run(lake, spec(COLUMNS, few, (learned, asked), connections, window="7d"))
    assert (told(found), found.current.rows) == (told(on_duckdb), on_duckdb.current.rows)


def _create(table: str) -> str:
    columns = [f'"{name}" {type_}' for name, type_ in TYPES.items()]
    return f"CREATE TABLE {table} ({', '.join(columns)})"


def _insert(table: str, place: str, count: int = 1) -> str:
    row = f"({', '.join(f'CAST({place} AS {type_})' for type_ in TYPES.values())})"
    return f"INSERT INTO {table} VALUES {', '.join([row] * count)}"  # noqa: S608


def told(result: DriftResult) -> dict[str, Any]:
    """What was found of each column, but for how its figures are rounded."""
    assert result.message is None
    return {
        column.name: (
            column.bins,
            [
                (each.outcome, each.message, _rounded(each.value), _rounded(each.statistic))
                for each in column.comparisons
            ],
        )
        for column in result.columns
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.9e}")
