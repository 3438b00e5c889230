"""Versions that Spark writes, published while others read them, and while processes are killed.

Spark writes and checks in this process, since it takes long to start. The processes that publish need no Spark.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from opsgen.cli.commands.produce import ProduceOptions, produce
from opsgen.exit_codes import CLEAN, SUPERSEDED
from proof.runs import KILLS
from proof.version_cases import FEW, LAST, LESS, Subject, kill_at, reading, report

if TYPE_CHECKING:
    from pathlib import Path

    from program import Run, Zygote

pytestmark = pytest.mark.usefixtures("spark")

CLUSTER = {"cluster": {"type": "spark", "master": "local[1]"}}
CALLS = LAST if KILLS else FEW
TIMES = 2 * KILLS // LESS // len(CALLS) or 1
"""The calls before which processes are killed, counted from the last one, and how often."""


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    (tmp_path / "data").mkdir()
    duckdb.sql("select range::integer as id from range(2000)").write_parquet(str(tmp_path / "data" / "raw.parquet"))
    raw, good = ({"connection": "cluster", "path": f"data/{name}.parquet"} for name in ("raw", "good"))
    address = str(tmp_path / "data" / "good.parquet")
    subject = Subject(tmp_path, CLUSTER, raw, good | {"layout": "versioned"}, "folder", address)
    subject.lay_out()
    return subject


def stage(subject: Subject, version: int, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write and check a version."""
    subject.choose(version)
    monkeypatch.setenv("OPSGEN_RUN", run)
    for step in ("write", "check"):
        options = ProduceOptions(step=step)
        assert produce("transform", "good", subject.folder / "opsgen.yaml", None, options) == CLEAN
    monkeypatch.delenv("OPSGEN_RUN")


def publish(subject: Subject, zygote: Zygote, run: str, **fault: Any) -> Run:
    return subject.run(zygote, "--step", "publish", run=run, **fault)


def test_readers_see_whole_versions_only_whenever_a_publisher_is_killed(
    subject: Subject, zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage(subject, 0, "first", monkeypatch)
    assert publish(subject, zygote, "first").code == CLEAN
    stage(subject, 1, "second", monkeypatch)
    calls = kill_at(publish(subject, zygote, "second"), CALLS)
    faults = [call for _ in range(TIMES) for call in calls]
    states, seen = list[int](), dict[str, Any]()
    with reading(subject, seen):
        for version, call in enumerate(faults, 2):
            stage(subject, version, f"run-{version}", monkeypatch)
            killed = publish(subject, zygote, f"run-{version}", kill_at=call)
            assert killed.code == -9, killed.err
            left = subject.published()
            assert left in (version - 1, version), call
            states.append(left - version)
            again = publish(subject, zygote, f"run-{version}")
            assert again.code == CLEAN, (call, again.err)
            assert subject.published() == version
    report(subject, f"{len(faults)} kills ({states.count(-1)} left the old version), {seen['reads']} reads")
    assert seen["torn"] == []
    assert seen["reads"]
    assert set(states) == {-1, 0}


def test_of_two_processes_that_publish_at_once_one_wins(
    subject: Subject, zygote: Zygote, rival: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = ("first", "second")
    for version, run in enumerate(runs, 1):
        stage(subject, version, run, monkeypatch)
    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(lambda each, run: publish(subject, each, run), (zygote, rival), runs))
    assert sorted(each.code for each in ended) == [CLEAN, SUPERSEDED], [each.err for each in ended]
    assert subject.published() == [each.code for each in ended].index(CLEAN) + 1
