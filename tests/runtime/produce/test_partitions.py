"""One partition is written, checked and published; the others stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from opsgen.graph.partitions.declared import partitioning_of
from opsgen.runtime.check.failing_rows import Examples
from opsgen.runtime.check.result import CheckResult, Outcome
from opsgen.runtime.check.run import Options
from opsgen.runtime.produce.partition import check_published
from opsgen.runtime.staging.store import StagingError
from runtime.check.lab import Steps, csv_of, graph, write
from runtime.produce.lab import make, production

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph

PLACES: dict[str, dict[str, Any]] = {
    "files": {"connection": "lake", "path": "daily/{day}.parquet"},
    "table": {"connection": "db", "table": "daily"},
}
CONNECTIONS = {"lake": {"type": "files", "root": "data"}, "db": {"type": "duckdb", "path": "lake.db"}}
DAYS = ("2024-03-30", "2024-03-31", "2024-04-01")
OF_DAY = "select id, day from events where day >= :partition_start and day < :partition_end"
EVENTS = "id,day\n1,2024-03-30\n2,2024-03-31\n3,2024-03-31\n4,2024-04-01\n"


def project(place: str, folder: Path, events: str = EVENTS, **more: Any) -> EnvironmentGraph:
    """`daily` has the events of a day."""
    write(folder, events, "events.csv")
    columns = {"id": {"type": "integer"}, "day": {"type": "date", "required": True}}
    source = csv_of(columns, path="events.csv")
    daily = {
        "source": PLACES[place],
        "partition": {"column": "day", "by": "day"},
        "columns": columns,
        "transform": {
            "inputs": ["events"],
            "sql": OF_DAY,
        },
        **more,
    }
    return graph({"events": source, "daily": daily}, CONNECTIONS)


def published(place: str, folder: Path) -> list[tuple[int, str]]:
    if place == "table":
        with duckdb.connect(str(folder / "lake.db"), read_only=True) as connection:
            found = connection.sql("from daily").fetchall()
    else:
        found = duckdb.sql(f"from '{folder}/data/daily/*.parquet'").fetchall()
    return sorted((number, str(day)) for number, day in found)


def rules_of(result: CheckResult) -> dict[str, Outcome]:
    return {rule.name: rule.outcome for rule in result.datasets[0].rules}


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_each_day_is_published_by_itself_in_any_order_and_any_number_of_times(place: str, tmp_path: Path) -> None:
    spec = project(place, tmp_path)
    for day in (DAYS[2], DAYS[0], DAYS[1], DAYS[1]):
        assert make(spec, "daily", tmp_path, day).outcome is Outcome.PASS
    assert published(place, tmp_path) == [(1, DAYS[0]), (2, DAYS[1]), (3, DAYS[1]), (4, DAYS[2])]


def test_a_day_that_is_made_again_changes_nothing_else(place: str, tmp_path: Path) -> None:
    for day in DAYS:
        make(project(place, tmp_path), "daily", tmp_path, day)
    changed = project(place, tmp_path, EVENTS.replace("1,", "9,").replace("3,", "7,"))
    make(changed, "daily", tmp_path, DAYS[1])
    assert published(place, tmp_path) == [(1, DAYS[0]), (2, DAYS[1]), (4, DAYS[2]), (7, DAYS[1])]


def test_a_day_that_fails_its_checks_leaves_the_published_one(place: str, tmp_path: Path) -> None:
    rule = [{"row_count": {"min": 2, "scope": "partition"}}]
    make(project(place, tmp_path, quality=rule), "daily", tmp_path, DAYS[1])
    fewer = project(place, tmp_path, EVENTS.replace("3,2024-03-31\n", ""), quality=rule)
    result = make(fewer, "daily", tmp_path, DAYS[1])
    assert (result.outcome, result.datasets[0].rows) == (Outcome.FAIL, 1)
    assert published(place, tmp_path) == [(2, DAYS[1]), (3, DAYS[1])]


def test_uniqueness_is_that_of_what_readers_will_see(place: str, tmp_path: Path) -> None:
    rule = [{"unique": {"columns": ["id"]}}]
    spec = project(place, tmp_path, quality=rule)
    for day in DAYS:
        assert make(spec, "daily", tmp_path, day).outcome is Outcome.PASS
    # Made again, a day is not compared with itself as it was.
    assert make(spec, "daily", tmp_path, DAYS[1]).outcome is Outcome.PASS
    twice = project(place, tmp_path, EVENTS.replace("3,", "1,"), quality=rule)
    result = make(twice, "daily", tmp_path, DAYS[1])
    assert rules_of(result)["unique(id)"] is Outcome.FAIL
    assert published(place, tmp_path)[-2:] == [(3, DAYS[1]), (4, DAYS[2])]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_uniqueness_where_only_the_path_says_which_rows_are_of_a_partition(tmp_path: Path, ending: str) -> None:
    columns = {"id": {"type": "integer"}, "day": {"type": "date"}}
    daily = {
        "source": {"connection": "lake", "path": f"daily/{{day}}.{ending}"},
        "columns": columns,
        "quality": [{"unique": {"columns": ["id"]}}],
        "transform": {"inputs": ["events"], "sql": OF_DAY},
    }
    spec = graph({"events": csv_of(columns, path="events.csv"), "daily": daily}, CONNECTIONS)
    write(tmp_path, EVENTS.replace("4,", "1,"), "events.csv")
    for day in (DAYS[0], DAYS[1], DAYS[0]):
        assert make(spec, "daily", tmp_path, day).outcome is Outcome.PASS
    assert make(spec, "daily", tmp_path, DAYS[2]).outcome is Outcome.FAIL


def test_uniqueness_with_the_partition_s_column_needs_no_other_partition(place: str, tmp_path: Path) -> None:
    spec = project(place, tmp_path, quality=[{"unique": {"columns": ["id", "day"]}}])
    assert make(spec, "daily", tmp_path, DAYS[1]).outcome is Outcome.PASS


def test_an_aggregate_is_taken_of_what_it_says(place: str, tmp_path: Path) -> None:
    whole = [{"row_count": {"min": 3, "scope": "dataset"}}]
    spec = project(place, tmp_path, quality=whole)
    assert make(spec, "daily", tmp_path, DAYS[1]).outcome is Outcome.FAIL
    one = project(place, tmp_path)
    make(one, "daily", tmp_path, DAYS[0])
    assert make(spec, "daily", tmp_path, DAYS[1]).outcome is Outcome.PASS


def test_rows_of_other_days_are_refused(place: str, tmp_path: Path) -> None:
    everything = {"inputs": ["events"], "sql": "select id, day from events"}
    spec = project(place, tmp_path, transform=everything)
    with pytest.raises(StagingError, match=r"2 rows are not of the partition 2024-03-31, by the column `day`"):
        make(spec, "daily", tmp_path, DAYS[1])


def test_the_ledger_knows_which_days_are_there(place: str, tmp_path: Path) -> None:
    spec = project(place, tmp_path)
    for day in DAYS[:2]:
        make(spec, "daily", tmp_path, day)
    with production(spec, "daily", tmp_path).store() as store:
        assert {entry.partition: entry.rows for entry in store.ledger().entries} == {DAYS[0]: 1, DAYS[1]: 2}


def test_an_empty_day_is_not_a_missing_one(place: str, tmp_path: Path) -> None:
    spec = project(place, tmp_path)
    assert make(spec, "daily", tmp_path, "2024-04-02").outcome is Outcome.PASS
    with production(spec, "daily", tmp_path).store() as store:
        entry = store.ledger().published("2024-04-02")
    assert entry is not None
    assert entry.rows == 0


def test_published_partitions_are_checked_by_themselves(place: str, tmp_path: Path) -> None:
    for day in DAYS:
        make(project(place, tmp_path), "daily", tmp_path, day)
    rule = [{"row_count": {"min": 2, "scope": "partition"}}, {"unique": {"columns": ["id"]}}]
    spec = project(place, tmp_path, quality=rule)
    partitioning = partitioning_of(spec.spec.datasets["daily"])
    assert partitioning is not None
    options = Options(tmp_path, Examples(), Steps())
    result = check_published(spec, "daily", partitioning.parse_range(f"{DAYS[0]}..{DAYS[2]}"), tmp_path, "lab", options)
    assert {each.name: (each.rows, each.outcome) for each in result.datasets} == {
        f"daily {DAYS[0]}": (1, Outcome.FAIL),
        f"daily {DAYS[1]}": (2, Outcome.PASS),
        f"daily {DAYS[2]}": (1, Outcome.FAIL),
    }
    assert result.outcome is Outcome.FAIL
