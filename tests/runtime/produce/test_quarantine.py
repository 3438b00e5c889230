"""Rows of files and of DuckDB tables that fail a rule are moved to another dataset."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import duckdb
import pytest

from opsgen.cli.app import run
from opsgen.graph.rules import rules_of as uses_of
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.produce import steps
from opsgen.runtime.staging.files import LocalFileStore
from opsgen.runtime.staging.quarantine_files import QuarantineFiles
from opsgen.runtime.staging.store import StagingError
from runtime.check.lab import csv_of, graph, write
from runtime.produce.lab import judge, make, production
from runtime.produce.quarantine_cases import MOVED, ROWS, QuarantineCases, checked, good, moved, project, publish

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from runtime.produce.quarantine_cases import Place, Row

CONNECTIONS = {"lake": {"type": "files", "root": "data"}, "db": {"type": "duckdb", "path": "lake.db"}}


class _InFolder:
    connections: ClassVar[dict[str, Any]] = CONNECTIONS
    raw: ClassVar[dict[str, Any]] = {"connection": "lake", "path": "raw.csv"}

    def fill(self, folder: Path, rows: list[Row]) -> None:
        lines = [f"{number},{dest or ''},{fare}\n" for number, dest, fare in rows]
        write(folder, "id,dest,fare\n" + "".join(lines), "raw.csv")


class Files(_InFolder):
    def __init__(self, ending: str) -> None:
        self.good = {"connection": "lake", "path": f"made/good.{ending}"}
        self.rejected = {"connection": "lake", "path": f"made/rejected-*.{ending}"}

    def rows(self, folder: Path, dataset: str) -> list[dict[str, Any]]:
        path = (self.good if dataset == "good" else self.rejected)["path"]
        return _rows(duckdb.sql(f"from '{folder}/data/{path}' order by id"))

    def staged(self, folder: Path) -> list[str]:
        return [path.name for path in (folder / "data").rglob("*.opsgen-*")]


class Table(_InFolder):
    good: ClassVar[dict[str, Any]] = {"connection": "db", "table": "good"}
    rejected: ClassVar[dict[str, Any]] = {"connection": "db", "table": "rejected"}

    def rows(self, folder: Path, dataset: str) -> list[dict[str, Any]]:
        with duckdb.connect(str(folder / "lake.db"), read_only=True) as connection:
            return _rows(connection.sql(f"from {dataset} order by id"))

    def staged(self, folder: Path) -> list[str]:
        with duckdb.connect(str(folder / "lake.db"), read_only=True) as connection:
            names = connection.sql("select table_name from duckdb_tables() where schema_name = 'opsgen_staged'")
            return [name for (name,) in names.fetchall() if name != "ledger"]


def _rows(relation: Any) -> list[dict[str, Any]]:
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


PLACES: dict[str, Place] = {"parquet": Files("parquet"), "csv.gz": Files("csv.gz"), "duckdb": Table()}


class TestQuarantine(QuarantineCases):
    @pytest.fixture(params=PLACES)
    def place(self, request: pytest.FixtureRequest) -> Place:
        return PLACES[request.param]


# Files are published one after the other


def test_a_kill_between_the_two_files_is_made_good_by_the_retry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = PLACES["parquet"]
    publish(place, tmp_path, [(9, None, 9), (10, "JFK", 10)])
    made = _killed_between(place, tmp_path, monkeypatch)
    # Readers of the dataset see the version before; the quarantine is one version ahead.
    assert (good(place, tmp_path), moved(place, tmp_path)) == ([10], MOVED)
    steps.publish(made)
    assert (good(place, tmp_path), moved(place, tmp_path)) == ([1, 5], MOVED)
    assert place.staged(tmp_path) == []


def test_a_kill_between_the_two_files_is_made_good_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = PLACES["parquet"]
    _killed_between(place, tmp_path, monkeypatch)
    publish(place, tmp_path, [(9, None, 9), (10, "JFK", 10)])
    assert (good(place, tmp_path), moved(place, tmp_path)) == ([10], {9: "not_null(dest)"})


def _killed_between(place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch) -> steps.Production:
    place.fill(folder, ROWS)
    made = production(project(place), "good", folder)
    checked(made)
    accept = QuarantineFiles.accept

    def killed(*arguments: Any, **more: Any) -> None:
        accept(*arguments, **more)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(QuarantineFiles, "accept", killed)
        with pytest.raises(KeyboardInterrupt):
            steps.publish(made)
    return made


def test_a_kill_before_the_record_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = PLACES["parquet"]
    place.fill(tmp_path, ROWS)
    made = production(project(place), "good", tmp_path)
    checked(made)
    settled, calls = LocalFileStore._settled, list[int]()  # noqa: SLF001

    def killed(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:  # After both renames.
            raise KeyboardInterrupt
        return settled(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(LocalFileStore, "_settled", killed)
        with pytest.raises(KeyboardInterrupt):
            steps.publish(made)
    entry = steps.publish(made)
    assert (entry.state, good(place, tmp_path), moved(place, tmp_path)) == ("published", [1, 5], MOVED)


@pytest.mark.parametrize("name", ["parquet", "duckdb"])
def test_quarantined_rows_that_were_changed_after_the_check_are_not_published(name: str, tmp_path: Path) -> None:
    place = PLACES[name]
    place.fill(tmp_path, ROWS)
    made = production(project(place), "good", tmp_path)
    checked(made)
    (staged,) = (each for each in place.staged(tmp_path) if each.startswith("rejected"))
    if name == "duckdb":
        with duckdb.connect(str(tmp_path / "lake.db")) as connection:
            connection.sql(f"delete from opsgen_staged.{staged} where id = 2")  # noqa: S608
    else:
        (file,) = (tmp_path / "data").rglob(staged)
        duckdb.sql(f"copy (select 2 as id) to '{file}' (format parquet)")
    with pytest.raises(StagingError, match="were changed after the check"):
        steps.publish(made)
    with made.store() as store:
        assert store.ledger().published() is None


# As they are in the data


def test_rows_of_csv_files_stay_as_they_are_written(tmp_path: Path) -> None:
    write(tmp_path, "", "made/nothing")
    rows = 'id;dest;fare\n01;"a;b";1,50\n2;;2,00\n3;x;n/a\n4;;?\n'
    command = f"import os; open(os.environ['OPSGEN_OUTPUT'], 'w').write({rows!r})"
    written = {"delimiter": ";", "decimal": ",", "null_values": ["n/a"]}
    made = {
        "source": {"connection": "lake", "path": "good.csv", **written},
        "columns": {"id": {"type": "integer"}, "dest": {"type": "string"}, "fare": {"type": "number"}},
        "ingest": {"command": [sys.executable, "-c", command]},
        "publish": "after_checks",
        "quality": [{"not_null": {"column": "dest", "quarantine": "rejected", "max_fraction": 0.5}}],
    }
    rejected = csv_of({"opsgen_rule": {"type": "string"}}, path="rejected/*.csv", **written)
    version = production(graph({"good": made, "rejected": rejected}), "good", tmp_path)
    assert checked(version).outcome is Outcome.PASS
    steps.publish(version)
    assert (tmp_path / "data/good.csv").read_text() == 'id;dest;fare\n01;"a;b";1,50\n3;x;\n'
    lines = (tmp_path / "data/rejected/all.csv").read_text().splitlines()
    assert [line.split(";", 3)[-1] for line in lines] == ["id;dest;fare", "2;;2,00", "4;;?"]


def test_values_of_parquet_files_keep_their_types(tmp_path: Path) -> None:
    select = "select unnest([1, null]) as id, uuid() as token, {'a': [1, 2]} as parts"
    (tmp_path / "ingest.py").write_text(
        "import os, duckdb\n"
        f"duckdb.sql(f\"copy ({select.replace('{', '{{').replace('}', '}}')}) to '{{os.environ['OPSGEN_OUTPUT']}}'"
        ' (format parquet)")\n'
    )
    made = {
        "source": {"connection": "lake", "path": "good.parquet"},
        "columns": {"id": {"type": "integer"}, "token": {"type": "string"}},
        "ingest": {"command": [sys.executable, "ingest.py"]},
        "publish": "after_checks",
        "quality": [{"not_null": {"column": "id", "quarantine": "rejected", "max_fraction": 0.5}}],
    }
    rejected = {"source": {"connection": "lake", "path": "r/*.parquet"}, "columns": {"opsgen_rule": {"type": "string"}}}
    assert make(graph({"good": made, "rejected": rejected}), "good", tmp_path).outcome is Outcome.PASS
    types = duckdb.sql(f"from '{tmp_path}/data/good.parquet'").types
    assert [str(each) for each in types] == ["INTEGER", "UUID", "STRUCT(a INTEGER[])"]
    assert duckdb.sql(f"from '{tmp_path}/data/r/all.parquet'").types[3:] == types


def test_the_time_is_the_same_in_all_queries(tmp_path: Path) -> None:
    """A rule may compare with the time; a row must not pass it in one query and fail it in another."""
    place = PLACES["parquet"]
    rule = {"sql": "epoch_us(now()) % 2 = id % 2", "quarantine": "rejected", "max_fraction": 1}
    place.fill(tmp_path, [(number, "x", 0) for number in range(20)])
    for _ in range(5):
        steps.write(production(project(place, [{"expression": rule}]), "good", tmp_path))
        found = duckdb.read_parquet(_of_last_run(tmp_path), union_by_name=True).fetchnumpy()["id"]
        assert sorted(found) == list(range(20))


def _of_last_run(folder: Path) -> list[str]:
    paths = sorted((folder / "data" / "_opsgen").rglob("*.opsgen-*"), key=lambda path: path.stat().st_mtime_ns)
    return [str(path) for path in paths if path.suffix == paths[-1].suffix]


# Partitions and merged tables

DAYS = ("2024-03-30", "2024-03-31")
EVENTS = "id,day\n1,2024-03-30\n,2024-03-30\n3,2024-03-31\n,2024-03-31\n"
PARTITIONED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "files": ({"connection": "lake", "path": "daily/{day}.parquet"}, {"connection": "lake", "path": "r/x-*.parquet"}),
    "table": ({"connection": "db", "table": "daily"}, {"connection": "db", "table": "rejected"}),
}


def daily(place: str, folder: Path, events: str = EVENTS) -> EnvironmentGraph:
    write(folder, events, "events.csv")
    columns = {"id": {"type": "integer"}, "day": {"type": "date"}}
    source, target = PARTITIONED[place]
    sql = "select id, day from events where day >= :partition_start and day < :partition_end"
    made = {
        "source": source,
        "partition": {"column": "day", "by": "day"},
        "columns": columns,
        "transform": {"inputs": ["events"], "sql": sql},
        "quality": [{"not_null": {"column": "id", "quarantine": "rejected", "max_fraction": 0.5}}],
    }
    rejected = {"source": target, "columns": {"opsgen_partition": {"type": "string"}}}
    datasets = {"events": csv_of(columns, path="events.csv"), "daily": made, "rejected": rejected}
    return graph(datasets, CONNECTIONS)


def quarantined(place: str, folder: Path) -> list[tuple[str, str]]:
    """The partition and the day of each quarantined row."""
    if place == "files":
        found = _rows(duckdb.sql(f"from '{folder}/data/r/x-*.parquet'"))
    else:
        with duckdb.connect(str(folder / "lake.db"), read_only=True) as connection:
            found = _rows(connection.sql("from rejected"))
    return sorted((row["opsgen_partition"], str(row["day"])) for row in found)


@pytest.mark.parametrize("place", PARTITIONED)
def test_a_partition_replaces_only_what_it_quarantined_itself(place: str, tmp_path: Path) -> None:
    for day in (DAYS[1], DAYS[0], DAYS[1]):
        assert make(daily(place, tmp_path), "daily", tmp_path, day).outcome is Outcome.PASS
    assert quarantined(place, tmp_path) == [(day, day) for day in DAYS]
    mended = daily(place, tmp_path, EVENTS.replace("\n,2024-03-30", "\n2,2024-03-30"))
    assert make(mended, "daily", tmp_path, DAYS[0]).outcome is Outcome.PASS
    assert quarantined(place, tmp_path) == [(DAYS[1], DAYS[1])]
    if place == "files":
        assert sorted(path.name for path in (tmp_path / "data/r").iterdir()) == [f"x-{day}.parquet" for day in DAYS]


@pytest.mark.parametrize("place", PARTITIONED)
def test_what_was_rejected_of_another_partition_is_removed_with_its_quarantine(place: str, tmp_path: Path) -> None:
    worse = daily(place, tmp_path, EVENTS + f",{DAYS[0]}\n")
    assert make(worse, "daily", tmp_path, DAYS[0]).outcome is Outcome.FAIL
    spec = daily(place, tmp_path)
    made = production(spec, "daily", tmp_path, DAYS[1])
    steps.write(replace(made, kept=timedelta(0)))
    assert judge(made).outcome is Outcome.PASS
    steps.publish(made)
    where: Place = PLACES["parquet" if place == "files" else "duckdb"]
    assert where.staged(tmp_path) == []


def test_rows_that_are_merged_add_to_the_quarantine_once_per_run(tmp_path: Path) -> None:
    place = PLACES["duckdb"]
    merged = {"materialize": {"mode": "incremental", "unique_key": ["id"], "on_conflict": "ignore"}}
    first = publish(place, tmp_path, **merged)
    second = publish(place, tmp_path, [(2, None, 2), (7, "BOS", 7)], **merged)
    place.fill(tmp_path, [(2, None, 2), (7, "BOS", 7)])
    checked(second)
    steps.publish(second)
    assert good(place, tmp_path) == [1, 5, 7]
    found = sorted((row["opsgen_run"], row["id"]) for row in place.rows(tmp_path, "rejected"))
    assert found == sorted([*((first.version.run, number) for number in (2, 3, 4)), (second.version.run, 2)])


# The whole, as users run it

SPEC = """\
version: 1
project: {name: lab, owner: ml}
connections: {lake: {type: files, root: data}}
datasets:
  flights:
    source: {connection: lake, path: flights.csv}
    ingest: {command: [%s, ingest.py]}
    publish: after_checks
    columns: {id: {type: integer}, dest: {type: string}}
    quality:
      - not_null: {column: dest, quarantine: flights_rejected, max_fraction: 0.5}
  flights_rejected:
    source: {connection: lake, path: "rejected/flights-*.csv"}
    columns: {opsgen_rule: {type: string}, dest: {type: string}}
  again:
    source: {connection: lake, path: again.csv}
    transform: {inputs: [flights_rejected], sql: "select opsgen_rule, dest from flights_rejected"}
    columns: {opsgen_rule: {type: string}, dest: {type: string}}
"""
INGEST = "import os\nopen(os.environ['OPSGEN_OUTPUT'], 'w').write('id,dest\\n1,JFK\\n2,\\n')\n"


def test_the_commands_and_the_reports(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "opsgen.yaml").write_text(SPEC % json.dumps(sys.executable))
    (tmp_path / "ingest.py").write_text(INGEST)
    monkeypatch.chdir(tmp_path)
    assert run(["ingest", "flights"]) == 0
    shown = capsys.readouterr()
    assert "flights.csv.opsgen-" in shown.out
    assert "1 row, 1 quarantined in flights_rejected" in shown.out
    assert "1 row (50 %) quarantined  at most 50 %" in shown.out
    assert "published flights: 1 row, 1 quarantined in flights_rejected\n" in shown.out
    for file, text in (
        ("r.xml", "found 1 row (50 %) quarantined, allowed at most 50 %, in flights_rejected"),
        ("r.html", "1 row, 1 quarantined in flights_rejected"),
        ("r.json", '"rows_quarantined": 1'),
        ("r.prom", 'opsgen_quality_dataset_quarantined_rows{project="lab",environment="default",dataset="flights"} 1'),
    ):
        assert run(["ingest", "flights", "--report", file]) == 0
        assert text in (tmp_path / file).read_text()
    assert run(["run"]) == 0
    assert (tmp_path / "data/again.csv").read_text() == "opsgen_rule,dest\nnot_null(dest),\n"


def test_only_rules_about_single_rows_can_move_rows() -> None:
    columns = {"id": {"type": "integer"}}
    made = {**csv_of(columns), "quality": [{"not_null": {"column": "id", "quarantine": "r", "max_rows": 1}}]}
    spec = graph({"data": made, "r": csv_of(columns)})
    (use,) = uses_of("data", spec.spec.datasets["data"])
    assert use.body.quarantine == "r"
    others: dict[str, dict[str, Any]] = {
        "unique": {"columns": ["id"]},
        "references": {"column": "id", "to": "r.id"},
        "query": {"sql": "x"},
    }
    for kind, keys in others.items():
        with pytest.raises(ValueError, match="quarantine"):
            graph({"data": {**made, "quality": [{kind: {**keys, "quarantine": "r"}}]}, "r": csv_of(columns)})
