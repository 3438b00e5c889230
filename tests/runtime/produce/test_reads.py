"""The check of a partition reads that partition; rules about all partitions read all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from opsgen.graph.partitions.declared import partitioning_of
from opsgen.runtime.check.failing_rows import Examples
from opsgen.runtime.check.result import CheckResult, Outcome
from opsgen.runtime.check.run import Options
from opsgen.runtime.produce import steps
from opsgen.runtime.produce.partition import check_published
from runtime.check.lab import Steps, graph
from runtime.produce.lab import judge, make, production
from runtime.produce.reads import SUPPORTED, reads

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph

pytestmark = pytest.mark.skipif(not SUPPORTED, reason="needs inotify and /proc/self/io of Linux")

DAYS = ("2024-03-30", "2024-03-31", "2024-04-01")
NEW = "2024-04-02"
ROWS = 100_000
"""The rows of each day. Their values cannot be compressed."""
ALL = [{"unique": {"columns": ["value"]}}]
"""A rule about all partitions."""
SLACK = 300_000
"""Bytes that a check reads besides the data."""


def project(folder: Path, source: dict[str, Any], quality: list[Any]) -> EnvironmentGraph:
    """`daily` with three large published days; the next one is small."""
    columns = {"day": {"type": "date", "required": True}, "value": {"type": "number", "max": 1}}
    (folder / "data").mkdir(exist_ok=True)
    days = " union all ".join(
        f"select date '{day}' as day, hash(range + {number} * {ROWS}) / 1.9e19 as value from range({rows})"  # noqa: S608
        for number, (day, rows) in enumerate([*((day, ROWS) for day in DAYS), (NEW, 10)])
    )
    duckdb.sql(days).write_parquet(str(folder / "data" / "events.parquet"))
    sql = "select day, value from events where day >= :partition_start and day < :partition_end"
    daily = {
        "source": source,
        "partition": {"column": "day", "by": "day"},
        "columns": columns,
        "quality": quality,
        "transform": {"inputs": ["events"], "sql": sql},
    }
    events = {"source": {"connection": "lake", "path": "events.parquet"}, "columns": columns}
    connections = {"lake": {"type": "files", "root": "data"}, "db": {"type": "duckdb", "path": "lake.db"}}
    return graph({"events": events, "daily": daily}, connections)


def published(spec: EnvironmentGraph, folder: Path) -> None:
    for day in DAYS:
        assert make(spec, "daily", folder, day).outcome is Outcome.PASS


def check_day(spec: EnvironmentGraph, folder: Path, day: str) -> CheckResult:
    partitioning = partitioning_of(spec.spec.datasets["daily"])
    assert partitioning is not None
    options = Options(folder, Examples(), Steps())
    return check_published(spec, "daily", partitioning.parse_range(day), folder, "lab", options)


FILES = {"connection": "lake", "path": "daily/{day}.parquet"}
TABLE = {"connection": "db", "table": "daily"}


@pytest.mark.parametrize("quality", [[], ALL], ids=["by itself", "of all"])
def test_of_files_only_those_of_the_partition_are_opened(tmp_path: Path, quality: list[Any]) -> None:
    published(project(tmp_path, FILES, []), tmp_path)
    spec, folder = project(tmp_path, FILES, quality), tmp_path / "data" / "daily"
    made = production(spec, "daily", tmp_path, NEW)
    steps.write(made)
    (apart,) = (path.parent for path in (tmp_path / "data" / "_opsgen").rglob(f"{NEW}.parquet.opsgen-*"))
    size = sum(path.stat().st_size for path in (*folder.iterdir(), *apart.iterdir()))
    with reads(folder, apart) as new:
        assert judge(made).outcome is Outcome.PASS
    with reads(folder) as old:
        assert check_day(spec, tmp_path, DAYS[1]).outcome is Outcome.PASS
    others = {f"{day}.parquet" for day in DAYS}
    staged = {name for name in new.opened if name.startswith(f"{NEW}.parquet.opsgen-")}
    assert len(staged) == 1
    print(f"of {size:,} bytes: {new.read[0]:,} for a new day, {old.read[0]:,} for a published one")
    if quality:
        assert new.opened == staged | others
        assert new.read[0] > size / 2
    else:
        assert new.opened == staged
        assert old.opened == {f"{DAYS[1]}.parquet"}
        assert new.read[0] < SLACK
        assert old.read[0] < size / 2


def test_of_a_table_the_published_rows_are_not_read(tmp_path: Path) -> None:
    found = []
    for quality in ([], ALL):
        spec = project(tmp_path, TABLE, quality)
        if not quality:
            published(spec, tmp_path)
        made = production(spec, "daily", tmp_path, NEW)
        steps.write(made)
        with reads(tmp_path) as read:
            assert judge(made).outcome is Outcome.PASS
        found += read.read
    size = (tmp_path / "lake.db").stat().st_size
    print(f"of {size:,} bytes: {found[0]:,} for a new day, {found[1]:,} with a rule about all")
    # Each time a database is opened, blocks of 256 KiB with its catalog are read.
    assert found[0] < size / 2
    assert found[1] - found[0] > size / 2
