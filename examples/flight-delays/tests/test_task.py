from __future__ import annotations

import os

import pandas as pd
import pytest
from upath import UPath

from flight_delays.ingest import ingest
from flight_delays.storage import read_table, write_table
from flight_delays.task import Task


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("OPSGEN_"):
            monkeypatch.delenv(name)


def test_run_by_hand_a_command_works_in_its_folder() -> None:
    task = Task.from_environment()

    assert (str(task.lake), str(task.artifacts)) == ("data", "artifacts/delay")
    assert str(task.metrics) == "artifacts/delay/metrics.json"
    assert (task.seed, task.parameters) == (0, {})


def test_a_task_runner_says_where_and_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSGEN_MODEL", "challenger")
    monkeypatch.setenv("OPSGEN_VAR_LAKE", "s3://example-lake")
    monkeypatch.setenv("OPSGEN_SEED", "7")
    monkeypatch.setenv("OPSGEN_PARAMETERS", '{"max_iter": 200}')
    task = Task.from_environment()

    assert task.lake.protocol == "s3"
    assert str(task.metrics) == "artifacts/challenger/metrics.json"
    assert (task.seed, task.parameters) == (7, {"max_iter": 200})


def test_a_lake_may_lie_in_object_storage() -> None:
    lake = UPath("memory://lake")
    ingest(lake)
    table = pd.DataFrame({"flight": [1], "probability": [0.5]})
    write_table(table, lake / "scores" / "2013-12-31.parquet")

    assert (lake / "raw" / "planes.csv").read_text().startswith("tailnum,year,")
    assert read_table(lake / "scores" / "2013-12-31.parquet").equals(table)
