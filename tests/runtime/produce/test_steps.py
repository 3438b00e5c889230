"""What readers see of a dataset while it is written, checked and published."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from opsgen.runtime.check.result import Outcome
from opsgen.runtime.produce import steps
from opsgen.runtime.staging.ledger import Ledger, decode
from opsgen.runtime.staging.store import StagingError, SupersededError
from runtime.check.lab import csv_of, graph, write
from runtime.produce.lab import judge, production

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.produce.steps import Production

PLACES: dict[str, dict[str, Any]] = {
    "parquet": {"connection": "lake", "path": "made/good.parquet"},
    "csv.gz": {"connection": "lake", "path": "good.csv.gz"},
    "jsonl": {"connection": "lake", "path": "good.jsonl"},
    "duckdb": {"connection": "db", "table": "good"},
}
CONNECTIONS = {"lake": {"type": "files", "root": "data"}, "db": {"type": "duckdb", "path": "lake.db"}}


def project(place: str, folder: Path, rows: int = 5, sql: str = "select id from raw") -> EnvironmentGraph:
    """`good` is built from `raw`, which has this many rows, and must have three."""
    write(folder, "".join(f"{each}\n" for each in ("id", *range(rows))), "raw.csv")
    raw = csv_of({"id": {"type": "integer"}}, path="raw.csv")
    good = {
        "source": PLACES[place],
        "columns": {"id": {"type": "integer", "primary_key": True}},
        "quality": [{"row_count": {"min": 3}}],
        "transform": {"inputs": ["raw"], "sql": sql},
    }
    return graph({"raw": raw, "good": good}, CONNECTIONS)


def published(place: str, folder: Path) -> list[int]:
    """The rows that a reader sees, who knows nothing of opsgen."""
    if place == "duckdb":
        with duckdb.connect(str(folder / "lake.db"), read_only=True) as connection:
            return [row[0] for row in connection.sql("from good order by id").fetchall()]
    rows = duckdb.sql(f"from '{folder}/data/{PLACES[place]['path']}'").fetchall()
    return sorted(int(row[0]) for row in rows)


def make(made: Production) -> None:
    steps.write(made)
    assert judge(made).outcome is Outcome.PASS
    steps.publish(made)


def ledger(made: Production) -> Ledger:
    with made.store() as store:
        return store.ledger()


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_version_that_passes_is_published_and_recorded(place: str, tmp_path: Path) -> None:
    made = production(project(place, tmp_path), "good", tmp_path)
    make(made)
    assert published(place, tmp_path) == [0, 1, 2, 3, 4]
    (entry,) = ledger(made).entries
    assert (entry.state, entry.run, entry.rows) == ("published", made.version.run, 5)
    assert set(entry.inputs) == {"raw"}
    assert len(entry.code) == 64


def test_readers_see_nothing_of_a_version_that_fails_its_checks(place: str, tmp_path: Path) -> None:
    make(production(project(place, tmp_path), "good", tmp_path))
    bad = production(project(place, tmp_path, rows=2), "good", tmp_path)
    steps.write(bad)
    assert published(place, tmp_path) == [0, 1, 2, 3, 4]
    assert judge(bad).outcome is Outcome.FAIL
    with pytest.raises(StagingError, match=r"failed its checks, so it is not published; it is kept at "):
        steps.publish(bad)
    assert published(place, tmp_path) == [0, 1, 2, 3, 4]
    assert [entry.state for entry in ledger(bad).entries] == ["published", "rejected"]
    assert "good" in json.dumps([entry.place for entry in ledger(bad).entries if entry.state == "rejected"])


def test_the_steps_of_a_run_have_an_order(place: str, tmp_path: Path) -> None:
    made = production(project(place, tmp_path), "good", tmp_path)
    for step in (judge, steps.publish):
        with pytest.raises(StagingError, match="has not staged good; its step `write` comes first"):
            step(made)
    steps.write(made)
    with pytest.raises(StagingError, match="is not checked, so it is not published; its step `check` comes first"):
        steps.publish(made)


def test_a_step_that_is_repeated_changes_nothing(place: str, tmp_path: Path) -> None:
    made = production(project(place, tmp_path), "good", tmp_path)
    for _ in range(2):
        for _ in range(2):
            steps.write(made)
        for _ in range(2):
            judge(made)
        assert steps.publish(made) == steps.publish(made)
        assert published(place, tmp_path) == [0, 1, 2, 3, 4]
        assert [entry.state for entry in ledger(made).entries] == ["published"]


def test_of_two_versions_that_were_begun_together_the_second_is_superseded(place: str, tmp_path: Path) -> None:
    spec = project(place, tmp_path)
    first, second = production(spec, "good", tmp_path), production(spec, "good", tmp_path)
    for made in (first, second):
        steps.write(made)
        judge(made)
    steps.publish(second)
    with pytest.raises(SupersededError, match=f"good was published meanwhile by run {second.version.run}"):
        steps.publish(first)
    make(first)  # A new attempt of the same run begins with what is published now.


@pytest.mark.parametrize("place", ["parquet"], indirect=True)
def test_a_file_that_others_replace_meanwhile_is_kept(place: str, tmp_path: Path) -> None:
    made = production(project(place, tmp_path), "good", tmp_path)
    make(made)
    steps.write(made)
    judge(made)
    duckdb.sql(f"copy (select 9 as id) to '{tmp_path}/data/made/good.parquet'")
    with pytest.raises(SupersededError, match="by something else than opsgen"):
        steps.publish(made)
    assert published(place, tmp_path) == [9]


@pytest.mark.parametrize("place", ["parquet"], indirect=True)
def test_a_version_that_was_changed_after_its_check_is_not_published(place: str, tmp_path: Path) -> None:
    made = production(project(place, tmp_path), "good", tmp_path)
    steps.write(made)
    judge(made)
    (staged,) = (tmp_path / "data" / "made").glob("*.opsgen-*")
    duckdb.sql(f"copy (select 9 as id) to '{staged}' (format parquet)")
    with pytest.raises(StagingError, match="was changed after its check"):
        steps.publish(made)


def test_only_the_newest_rejected_version_is_kept(place: str, tmp_path: Path) -> None:
    spec = project(place, tmp_path, rows=2)
    runs = [production(spec, "good", tmp_path) for _ in range(3)]
    for made in runs:
        steps.write(made)
        judge(made)
    states = {entry.run: entry.state for entry in ledger(runs[0]).entries}
    assert states == {runs[1].version.run: "rejected", runs[2].version.run: "rejected"}
    with runs[0].store() as store:
        assert store.identity(runs[0].version) is None
        assert store.identity(runs[2].version) is not None


def test_what_killed_runs_left_is_removed_when_it_is_old(place: str, tmp_path: Path) -> None:
    spec = project(place, tmp_path)
    killed = production(spec, "good", tmp_path)
    steps.write(killed)
    other = production(spec, "good", tmp_path)
    make(other)
    assert len(ledger(killed).entries) == 2
    old = steps.Production(spec, "good", other.version, tmp_path, timedelta(0))
    make(old)
    assert [entry.state for entry in ledger(killed).entries] == ["published"]


def test_sql_that_fails_leaves_nothing(place: str, tmp_path: Path) -> None:
    made = production(project(place, tmp_path, sql="select cast('x' as integer) as id from raw"), "good", tmp_path)
    with pytest.raises(Exception, match="Could not convert string 'x'"):
        steps.write(made)
    assert ledger(made) == Ledger()


def test_a_ledger_that_is_none_is_not_overwritten(tmp_path: Path) -> None:
    made = production(project("csv.gz", tmp_path), "good", tmp_path)
    path = tmp_path / "data" / "_opsgen" / "good.csv.gz.ledger"
    path.parent.mkdir(parents=True)
    path.write_text("{}\n")
    with pytest.raises(Exception, match="is not a ledger of opsgen's"):
        steps.write(made)
    assert path.read_text() == "{}\n"
    assert decode(b"", "x") == Ledger()
