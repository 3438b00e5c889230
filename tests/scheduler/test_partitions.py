"""Partitions on a real scheduler: built from a clock and from events, broken, repaired, and built again."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from scheduler.airflow_here import Airflow, wait_for

DAYS = ("2026-02-01", "2026-02-02", "2026-02-03")
EVENTS, DAILY, TOTAL = (f"parts.default.dataset.{name}" for name in ("events", "daily", "total"))


@pytest.fixture
def programs(pytestconfig: pytest.Config) -> str:
    """The folder with `opsgen` and the `python` of its environment: Airflow's own has no opsgen."""
    return str(pytestconfig.getoption("--programs").resolve())


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory, programs: str) -> Path:
    folder = tmp_path_factory.mktemp("parts")
    shutil.copytree(Path(__file__).with_name("project"), folder, dirs_exist_ok=True)
    subprocess.run([f"{programs}/opsgen", "build", "-q"], cwd=folder, check=True)
    return folder


def content(project: Path, dataset: str) -> dict[str, bytes]:
    """The bytes of each published partition that the test is about."""
    return {day: (project / "data" / dataset / f"{day}.parquet").read_bytes() for day in DAYS}


def test_a_day_is_built_broken_repaired_and_built_again(project: Path, tmp_path: Path, programs: str) -> None:
    with Airflow(tmp_path, project, programs).running() as airflow:
        wait_for(lambda: {EVENTS, DAILY, TOTAL} <= airflow.dags(), "the DAGs are read")

        backfill(airflow, DAYS[0], "2026-02-04")
        wait_for(lambda: states(airflow, DAILY) >= {(day, "success") for day in DAYS}, "three days are built")
        wait_for(lambda: settled(airflow), "nothing runs any more")
        events, daily = content(project, "events"), content(project, "daily")
        before = len(airflow.runs(DAILY)), len(airflow.runs(TOTAL))

        (project / "rows").write_text("1")
        backfill(airflow, DAYS[1], DAYS[2])
        wait_for(lambda: (DAYS[1], "failed") in states(airflow, EVENTS), "the broken day fails")
        wait_for(lambda: settled(airflow), "nothing runs any more")
        assert airflow.tasks(EVENTS, DAYS[1]) == {"write": "success", "check": "failed", "publish": "upstream_failed"}
        assert content(project, "events") == events
        assert content(project, "daily") == daily
        assert (len(airflow.runs(DAILY)), len(airflow.runs(TOTAL))) == before

        (project / "rows").unlink()
        (project / "amount").write_text("5")
        total = (project / "data" / "total.parquet").read_bytes()
        backfill(airflow, DAYS[1], DAYS[2])
        wait_for(lambda: len(airflow.runs(DAILY)) > before[0] and settled(airflow), "the repaired day comes down")
        wait_for(lambda: len(airflow.runs(TOTAL)) > before[1] and settled(airflow), "the total follows")
        for dataset, old in (("events", events), ("daily", daily)):
            changed = {day for day, found in content(project, dataset).items() if found != old[day]}
            assert changed == {DAYS[1]}
        assert (project / "data" / "total.parquet").read_bytes() != total


def backfill(airflow: Airflow, first: str, after: str) -> None:
    """Build days again from the first one, up to an instant."""
    wait_for(lambda: not airflow.is_backfilling(), "the back-fill before is complete")
    again = ("--reprocess-behavior", "completed")
    airflow.command("backfill", "create", "--dag-id", EVENTS, "--from-date", first, "--to-date", after, *again)


def states(airflow: Airflow, dag_id: str) -> set[tuple[str, str]]:
    return {(partition, state) for partition, state in airflow.runs(dag_id)}


def settled(airflow: Airflow) -> bool:
    return all(state in ("success", "failed") for dag in (EVENTS, DAILY, TOTAL) for _, state in airflow.runs(dag))
