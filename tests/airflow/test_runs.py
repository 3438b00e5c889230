"""Runs in which a program stands for opsgen: what its exit codes lead to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

import dag_runs

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Built


@pytest.fixture(scope="module", autouse=True)
def database(flight_delays: Built) -> None:
    dag_runs.prepare(flight_delays.bags)


@pytest.fixture
def posts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of what is posted to Slack."""
    from airflow.providers.slack.hooks.slack import SlackHook

    texts: list[str] = []
    monkeypatch.setattr(SlackHook, "call", lambda _hook, _method, *, json: texts.append(json["text"]))
    return texts


@pytest.mark.parametrize(
    ("code", "tries", "states"),
    [
        (0, 1, {"check": "success", "publish": "success"}),
        (1, 1, {"check": "failed", "publish": "upstream_failed"}),
        (4, 3, {"check": "failed", "publish": "upstream_failed"}),
    ],
)
def test_a_dataset_is_published_only_if_it_passes(
    flight_delays: Built,
    code: int,
    tries: int,
    states: dict[str, str],
    tmp_path: Path,
    posts: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A failed check is not retried, unreadable data is; the owner hears of the last failure only."""
    dag = flight_delays.dags["flight-delays.dev.dataset.planes"]
    before = dag_runs.published("x-opsgen://flight-delays/dev/planes")
    assert _run(dag, code, tmp_path, monkeypatch) == states
    assert dag_runs.published("x-opsgen://flight-delays/dev/planes") == before + (code == 0)
    assert (tmp_path / "tries").read_text().count("publish planes --env dev --step check") == tries
    assert len(set((tmp_path / "runs").read_text().split())) == 1
    assert [text.partition(",")[0] for text in posts] == [f"{dag.dag_id}: check failed"] * (code != 0)


def test_without_drift_no_training_is_started(
    flight_delays: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dag = flight_delays.dags["flight-delays.dev.monitor.delay-api"]
    assert _run(dag, 99, tmp_path, monkeypatch) == {"drift": "skipped", "retrain": "skipped"}


def _run(dag: Any, code: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Run a DAG with an `opsgen` that exits with a code, without waiting before retries."""
    program = folder / "opsgen"
    program.write_text(f'#!/bin/sh\necho "$@" >>"{folder}/tries"\necho "$OPSGEN_RUN" >>"{folder}/runs"\nexit {code}\n')
    program.chmod(0o755)
    monkeypatch.setenv("OPSGEN_PATH_FLIGHT_DELAYS", str(folder))
    for task in dag.tasks:
        monkeypatch.setattr(task, "retry_delay", timedelta(0))
        monkeypatch.setattr(task, "retry_exponential_backoff", 0)
    return dag_runs.run(dag)
