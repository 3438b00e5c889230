from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from upath import UPath
from workspace import PROJECT

from flight_delays.request_log import RequestLog
from flight_delays.request_metrics import RequestMetrics
from flight_delays.serve import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workspace import Workspace

HANGS = 600
"""After how many seconds a server is taken to hang, however busy the machine is."""
FLIGHT = {"carrier": "UA", "origin": "EWR", "distance": 1400, "hour": 17, "plane_age": 14}


@pytest.fixture
def lake(trained: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {**trained.environment, "OPSGEN_VAR_LAKE": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    return tmp_path


@pytest.fixture
def client(lake: Path) -> Iterator[TestClient]:  # noqa: ARG001
    with TestClient(create_app()) as client:
        yield client


def read_requests(lake: Path) -> list[dict[str, object]]:
    return [json.loads(line) for file in (lake / "requests").glob("*.jsonl") for line in file.read_text().splitlines()]


def test_an_evening_flight_is_late_more_often_than_a_morning_flight(client: TestClient) -> None:
    morning, evening = (
        client.post("/predict", json={**FLIGHT, "hour": hour}).json()["probability"] for hour in (6, 19)
    )

    assert 0 < morning < evening < 1


@pytest.mark.parametrize("change", [{"carrier": "ZZ"}, {"plane_age": None}], ids=["new carrier", "age unknown"])
def test_what_was_never_seen_or_is_not_known_is_answered_too(client: TestClient, change: dict[str, object]) -> None:
    assert client.post("/predict", json={**FLIGHT, **change}).status_code == 200


@pytest.mark.parametrize("change", [{"hour": 24}, {"distance": 0}, {"plane_age": -1}, {"origin": "New York"}])
def test_impossible_flights_are_refused(client: TestClient, change: dict[str, object]) -> None:
    assert client.post("/predict", json={**FLIGHT, **change}).status_code == 422


def test_health_and_metrics_are_told(client: TestClient) -> None:
    client.post("/predict", json=FLIGHT)
    health = client.get("/healthz").json()
    metrics = client.get("/metrics").text

    assert health == {"status": "ok"}
    assert "/healthz" not in metrics
    assert 'http_requests_total{code="200",handler="/predict",method="POST"} 1.0' in metrics
    assert 'http_request_duration_seconds_bucket{handler="/predict",le="0.3",method="POST"}' in metrics


def test_an_error_of_the_server_is_counted_as_one() -> None:
    app, metrics = FastAPI(), RequestMetrics()
    app.middleware("http")(metrics.observe)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError

    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/broken").status_code == 500
    assert b'http_requests_total{code="500",handler="/broken",method="GET"} 1.0' in metrics.exposed().body


def test_requests_reach_the_lake_before_the_server_stops(lake: Path) -> None:
    with TestClient(create_app()) as client:
        answers = [client.post("/predict", json={**FLIGHT, "hour": hour}).json() for hour in range(5, 23)]
    requests = read_requests(lake)

    assert [request["probability"] for request in requests] == [answer["probability"] for answer in answers]
    assert requests[0].items() >= {**FLIGHT, "hour": 5}.items()


def test_requests_that_cannot_be_written_are_lost_without_harm(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "requests").write_text("a file where the folder should be")
    log = RequestLog(UPath(tmp_path / "requests"))
    log.add({"probability": 0.5})
    log.flush()

    assert "1 records could not be written" in caplog.text


def test_sigterm_ends_the_server_in_order(trained: Workspace, tmp_path: Path) -> None:
    environment = {**os.environ, **trained.environment, "OPSGEN_VAR_LAKE": str(tmp_path)}
    command = [sys.executable, "-m", "uvicorn", "--factory", "flight_delays.serve:create_app"]
    # The server gets a socket that listens already: however long it takes to start, the first request waits for it.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, number = listening.getsockname()[1], listening.fileno()
        server = subprocess.Popen([*command, "--fd", str(number)], cwd=PROJECT, env=environment, pass_fds=[number])
    try:
        httpx2.post(f"http://127.0.0.1:{port}/predict", json=FLIGHT, timeout=HANGS).raise_for_status()
        server.send_signal(signal.SIGTERM)
        server.wait(HANGS)
    finally:
        server.kill()
        server.wait()

    assert len(read_requests(tmp_path)) == 1
