"""A dataset has the same rows however often, and in whatever order, its parts are built, wherever it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from opsgen.graph.partitions.declared import partitioning_of
from opsgen.runtime.check.result import Outcome
from runtime.check.lab import graph
from runtime.produce.lab import make, production

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph

Row = tuple[int, int, int]
"""The id, the second since 1970, and the version."""

CLOCKS = [
    ("Europe/Berlin", "2024-03-31", 46, "partition"),
    ("Europe/Berlin", "2024-10-27", 50, "append"),
    ("Asia/Kolkata", "2024-03-31", 48, "append"),
    ("Australia/Lord_Howe", "2024-10-06", 47, "partition"),
]
"""Days on which clocks change, or do not, how many half hours they have, and the mode to build them in."""
OF_DAY = "select id, moment, version from raw where moment >= :interval_start and moment < :interval_end"
BY_VERSION = {"mode": "incremental", "unique_key": ["id"], "version_column": "version"}
INCREMENTS: list[list[Row]] = [[(1, 0, 1), (2, 0, 1)], [(2, 9, 3), (3, 0, 1)], [(2, 5, 2), (1, 7, 2)]]
MERGED = [(1, 7, 2), (2, 9, 3), (3, 0, 1)]


class Site(Protocol):
    """Where `good` is published, which is built from `raw`."""

    @property
    def connections(self) -> dict[str, Any]: ...

    @property
    def raw(self) -> dict[str, Any]:
        """The source of `raw`."""
        ...

    @property
    def good(self) -> dict[str, Any]:
        """The source of `good`, which has partitions by day if it is files."""
        ...

    def load(self, folder: Path, rows: str) -> None:
        """Give `raw` the rows of a SELECT."""
        ...

    def published(self, folder: Path, columns: str) -> Sequence[Sequence[Any]]:
        """What a reader sees who does not use opsgen."""
        ...


def selected(rows: Sequence[Row]) -> str:
    values = ", ".join(map(str, rows))
    return f"SELECT n AS id, to_timestamp(s) AS moment, v AS version FROM (VALUES {values}) AS t (n, s, v)"  # noqa: S608


def published(site: Site, folder: Path) -> list[Row]:
    found = site.published(folder, "id, extract(epoch from moment), version")
    return sorted((number, int(second), version) for number, second, version in found)


def project(site: Site, **good: Any) -> EnvironmentGraph:
    columns = {"id": {"type": "integer"}, "moment": {"type": "timestamp"}, "version": {"type": "integer"}}
    datasets = {"raw": {"source": site.raw, "columns": columns}}
    datasets["good"] = {"source": site.good, "columns": columns, **good}
    return graph(datasets, site.connections)


class RepetitionCases:
    """A test class of a site inherits these, and has a fixture `site`."""

    @pytest.mark.parametrize(("zone", "day", "half_hours", "mode"), CLOCKS)
    def test_each_day_of_a_local_clock_has_its_rows_once(
        self, site: Site, tmp_path: Path, *, zone: str, day: str, half_hours: int, mode: str
    ) -> None:
        transform = {"inputs": ["raw"], "sql": OF_DAY}
        partition = {"column": "moment", "by": "day", "timezone": zone}
        spec = project(site, partition=partition, materialize=mode, transform=transform)
        partitioning = partitioning_of(spec.spec.datasets["good"])
        assert partitioning is not None
        keys = [partitioning.first(date.fromisoformat(day) + timedelta(days)) for days in (-1, 0, 1)]
        start, end = (partitioning.interval(key) for key in (keys[0], keys[-1]))
        seconds = range(int(start.start.timestamp()), int(end.end.timestamp()), 1800)
        rows = [(number, second, 1) for number, second in enumerate(seconds)]
        site.load(tmp_path, selected(rows))
        for key in (keys[1], keys[2], keys[0], keys[1]):
            assert make(spec, "good", tmp_path, str(key)).outcome is Outcome.PASS
        assert published(site, tmp_path) == rows
        with production(spec, "good", tmp_path).store() as store:
            entry = store.ledger().published(day)
        assert entry is not None
        assert entry.rows == half_hours


class IncrementCases:
    """The same for a site that is a table."""

    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2, 1, 0, 2)])
    def test_increments_give_the_same_table(self, site: Site, tmp_path: Path, order: tuple[int, ...]) -> None:
        transform = {"inputs": ["raw"], "sql": "select id, moment, version from raw"}
        spec = project(site, materialize=BY_VERSION, transform=transform)
        for number in order:
            site.load(tmp_path, selected(INCREMENTS[number]))
            assert make(spec, "good", tmp_path).outcome is Outcome.PASS
        assert published(site, tmp_path) == MERGED
