"""The chain without a scheduler: each DAG of Airflow 2.11 by `dag.test()`, as `airflow dags test` runs it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from scheduler.airflow_here import airflow_here
from scheduler.test_partitions import DAYS, by_opsgen, content, project

if TYPE_CHECKING:
    from pathlib import Path

FOLLOWING = ("dataset.clean", "dataset.daily", "dataset.monthly", "dataset.features", "model.amounts")
LATER = "2026-03-01"


@pytest.mark.skipif(airflow_here().release != "2.11", reason="`dags test` of Airflow 3 gives runs no partition")
def test_each_dag_builds_its_part(tmp_path: Path, programs: str) -> None:
    made = project(tmp_path / "parts", "2.11")
    spec = made / "opsgen.yaml"
    # No scheduler passes on which partitions changed, so runs have to search for missing ones up to the first day.
    searching = spec.read_text().replace("by: day}", "by: day, lookback: 3650}")
    spec.write_text(searching.replace("by: month}", "by: month, lookback: 120}"))
    subprocess.run([f"{programs}/opsgen", "build", "-q"], cwd=made, check=True)
    airflow = airflow_here()(tmp_path / "airflow", made, programs)
    airflow.prepare()
    for tick in (*DAYS[1:], LATER):
        airflow.command("dags", "test", "parts.default.dataset.events", f"{tick}T01:00:00")
    for name in (*FOLLOWING, "dataset.scores", "dataset.report"):
        airflow.command("dags", "test", f"parts.default.{name}", LATER)
    assert content(by_opsgen(tmp_path / "again", "2.11", programs, amount=None)) == content(made)
