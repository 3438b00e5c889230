"""What the ledger records of the inputs of a version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from opsgen.graph.partitions.declared import partitioning_of
from opsgen.runtime.produce.inputs import input_tokens
from runtime.check.lab import csv_of, graph, write
from runtime.produce.lab import make

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph

CONNECTIONS = {"lake": {"type": "files", "root": "data"}, "db": {"type": "duckdb", "path": "lake.db"}}
COLUMNS = {"id": {"type": "integer"}, "day": {"type": "date", "required": True}}
OF_DAY = "select id, day from raw where day >= :partition_start and day < :partition_end"
PLACES = {"files": {"connection": "lake", "path": "events/{day}.csv"}, "table": {"connection": "db", "table": "events"}}
DAYS = ("2024-03-29", "2024-03-30", "2024-03-31")


def project(place: str, folder: Path, window: str | None = None) -> EnvironmentGraph:
    """`daily` and `whole` are built from `events`, which is partitioned by day."""
    write(folder, "id,day\n" + "".join(f"1,{day}\n" for day in DAYS), "raw.csv")
    partition = {"column": "day", "by": "day"}
    read: Any = "events" if window is None else {"dataset": "events", "window": window}
    made = {"columns": COLUMNS, "partition": partition, "transform": {"inputs": ["raw"], "sql": OF_DAY}}
    day = {"inputs": [read], "sql": "select * from events"}
    daily = {"source": {"connection": "lake", "path": "daily/{day}.parquet"}, "partition": partition, "transform": day}
    whole = {"source": {"connection": "lake", "path": "whole.csv"}, "transform": {**day, "inputs": ["events"]}}
    return graph(
        {
            "raw": csv_of(COLUMNS, path="raw.csv"),
            "events": {"source": PLACES[place], **made},
            "daily": {**daily, "columns": COLUMNS},
            "whole": {**whole, "columns": COLUMNS},
        },
        CONNECTIONS,
    )


def token(spec: EnvironmentGraph, name: str, folder: Path, day: str = "") -> str:
    partitioning = partitioning_of(spec.spec.datasets[name])
    key = partitioning.parse(day) if partitioning is not None and day else None
    (found,) = input_tokens(spec, name, key, ["events"], folder).values()
    return found


@pytest.mark.parametrize("place", PLACES)
def test_a_token_is_that_of_the_partitions_which_are_read(place: str, tmp_path: Path) -> None:
    spec, wide = project(place, tmp_path), project(place, tmp_path, window="2d")
    for day in DAYS:
        make(spec, "events", tmp_path, day)

    def found() -> list[str]:
        of_days = [token(each, "daily", tmp_path, DAYS[2]) for each in (spec, wide)]
        return [*of_days, token(spec, "whole", tmp_path)]

    before = found()
    assert found() == before
    for day, is_read in ((DAYS[0], [False, False, True]), (DAYS[1], [False, True, True]), (DAYS[2], [True] * 3)):
        make(spec, "events", tmp_path, day)
        after = found()
        assert [new != old for new, old in zip(after, before, strict=True)] == is_read
        before = after
