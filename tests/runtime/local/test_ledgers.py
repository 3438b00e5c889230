"""The published partitions in the ledgers of files and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from opsgen.runtime.local.execute import PartitionError
from opsgen.runtime.local.ledgers import published
from opsgen.runtime.staging.files import FOLDER
from opsgen.runtime.staging.ledger import Entry, Ledger, encode, timestamp
from runtime.check.lab import graph
from runtime.local.lab import dataset

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph

LEDGER = Ledger(
    (
        Entry("2013-07-01", "one", "published", timestamp()),
        Entry("2013-07-01", "two", "staged", timestamp()),
        Entry("2013-07-02", "two", "rejected", timestamp()),
    )
)


def files() -> EnvironmentGraph:
    return graph({"events": dataset() | {"source": {"connection": "lake", "path": "events/{day}.csv"}}})


def test_only_published_partitions_count(tmp_path: Path) -> None:
    assert published(files(), "events", tmp_path) == frozenset()
    ledger = tmp_path / "data" / FOLDER / "events/{day}.csv.ledger"
    ledger.parent.mkdir(parents=True)
    ledger.write_bytes(encode(LEDGER))
    assert published(files(), "events", tmp_path) == {"2013-07-01"}
    ledger.write_bytes(b"torn")
    with pytest.raises(PartitionError, match="the ledger of events cannot be read"):
        published(files(), "events", tmp_path)


def test_a_database_that_is_not_there_has_published_nothing(tmp_path: Path) -> None:
    table = dataset() | {"source": {"connection": "db", "table": "events"}}
    made = graph({"events": table}, {"db": {"type": "duckdb", "path": "lab.duckdb"}})
    assert published(made, "events", tmp_path) == frozenset()
    duckdb.connect(str(tmp_path / "lab.duckdb")).close()
    assert published(made, "events", tmp_path) == frozenset()


def test_no_ledger_is_kept_of_a_warehouse(tmp_path: Path) -> None:
    table = dataset() | {"source": {"connection": "db", "table": "events"}}
    connection = {"type": "trino", "host": "trino", "catalog": "lake", "schema": "main", "user": "ops"}
    assert published(graph({"events": table}, {"db": connection}), "events", tmp_path) is None


def test_files_that_a_database_reads_have_a_ledger_without_it(tmp_path: Path) -> None:
    table = dataset() | {"source": {"connection": "db", "path": "events/{day}.csv"}}
    ledger = tmp_path / FOLDER / "events/{day}.csv.ledger"
    ledger.parent.mkdir(parents=True)
    ledger.write_bytes(encode(LEDGER))
    made = graph({"events": table}, {"db": {"type": "duckdb", "path": "lab.duckdb"}})
    assert published(made, "events", tmp_path) == {"2013-07-01"}
