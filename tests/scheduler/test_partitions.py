"""Partitions on a real scheduler: from a clock through events to a model and its predictions, broken, repaired, and
built again. `opsgen run` then makes the same data."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.airflow_here import airflow_here, wait_for

if TYPE_CHECKING:
    from scheduler.airflow_here import Airflow

DAYS = ("2026-02-26", "2026-02-27", "2026-02-28")
"""All days of the month that there are: the dataset starts with the first."""
BROKEN, AGAIN = DAYS[1], DAYS[0]
EVENTS, CLEAN, SCORES = (f"parts.default.dataset.{name}" for name in ("events", "clean", "scores"))
MODEL = "parts.default.model.amounts"
DOWNSTREAM = {f"{name}/{AGAIN}.parquet" for name in ("events", "clean", "daily")} | {
    *("monthly/2026-02.parquet", "features.parquet", "scores.parquet", "report.parquet"),
}
"""The files that depend on the day that is built again."""
PARTITIONED = ("events", "clean", "daily")


def project(folder: Path, release: str) -> Path:
    """A copy of the project, for a release of Airflow."""
    shutil.copytree(Path(__file__).with_name("project"), folder)
    spec = folder / "opsgen.yaml"
    spec.write_text(spec.read_text().replace('airflow: {version: "3"', f'airflow: {{version: "{release}"'))
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """The bytes of all published files, except for days that the clock itself has added."""
    data = folder / "data"
    files = {path.relative_to(data).as_posix(): path.read_bytes() for path in data.rglob("*.parquet")}
    return {name: found for name, found in files.items() if "/" not in name or "/2026-02" in name}


def test_a_chain_is_built_broken_repaired_and_built_again(tmp_path: Path, programs: str) -> None:
    release = airflow_here()
    made = project(tmp_path / "parts", release.release)
    subprocess.run([f"{programs}/opsgen", "build", "-q"], cwd=made, check=True)
    with release(tmp_path / "airflow", made, programs).running() as airflow:
        go_through(airflow, made)
    assert content(by_opsgen(tmp_path / "again", release.release, programs)) == content(made)


def go_through(airflow: Airflow, made: Path) -> None:
    wait_for(lambda: len(airflow.dags()) == 8, "the DAGs are read")
    wait_for(lambda: bool(airflow.runs(EVENTS)) and airflow.is_idle(), "the clock has started a run")

    airflow.build(EVENTS, DAYS[0], DAYS[-1])
    finish(airflow)
    assert (made / "data/monthly/2026-02.parquet").exists()
    assert airflow.tasks(MODEL) == dict.fromkeys(("train", "evaluate", "register"), "success")
    predict(airflow)
    before, runs = content(made), len(airflow.runs(CLEAN))
    assert before.keys() == {*DOWNSTREAM, *(f"{name}/{day}.parquet" for name in PARTITIONED for day in DAYS)}

    (made / "rows").write_text("1")
    airflow.clear(EVENTS, BROKEN)
    finish(airflow)
    assert (BROKEN, "failed") in airflow.runs(EVENTS)
    assert airflow.tasks(EVENTS) == {"write": "success", "check": "failed", "publish": "upstream_failed"}
    assert content(made) == before
    assert len(airflow.runs(CLEAN)) == runs

    (made / "rows").unlink()
    airflow.clear(EVENTS, BROKEN)
    finish(airflow)
    assert (BROKEN, "failed") not in airflow.runs(EVENTS)
    assert len(airflow.runs(CLEAN)) == runs + 1
    assert content(made) == before

    (made / "amount").write_text("5")
    airflow.build(EVENTS, AGAIN, AGAIN)
    finish(airflow)
    predict(airflow)
    after = content(made)
    assert {name for name in after if after[name] != before[name]} == DOWNSTREAM


def finish(airflow: Airflow) -> None:
    wait_for(airflow.is_idle, "all runs end")


def predict(airflow: Airflow) -> None:
    """Run the batch deployment, which a clock starts once in a year."""
    airflow.trigger(SCORES)
    finish(airflow)
    assert airflow.tasks(SCORES) == dict.fromkeys(("write", "check", "publish"), "success")


def by_opsgen(folder: Path, release: str, programs: str, amount: str | None = "5") -> Path:
    """The same data, made by `opsgen run` in another folder and another order."""
    made = project(folder, release)
    if amount is not None:
        (made / "amount").write_text(amount)
    run(made, programs, AGAIN)
    (made / "amount").unlink(missing_ok=True)
    run(made, programs, f"{DAYS[1]}..{DAYS[2]}")
    return made


def run(folder: Path, programs: str, days: str) -> None:
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    command = [f"{programs}/opsgen", "run", "events+", "--partition", days]
    subprocess.run(command, cwd=folder, env=environment, check=False)
