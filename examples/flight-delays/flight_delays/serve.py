"""Serve the probability that a flight is late over HTTP: POST /predict, GET /healthz, GET /metrics."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd
import uvicorn
from fastapi import FastAPI, Response
from pydantic import BaseModel, Field

from flight_delays.features import FEATURES
from flight_delays.request_log import RequestLog
from flight_delays.request_metrics import RequestMetrics
from flight_delays.storage import read_model
from flight_delays.task import Task

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PORT = 8080
SECONDS_BETWEEN_FLUSHES = 60


class Flight(BaseModel):
    """The body of a request: one flight."""

    carrier: str = Field(pattern="^[A-Z0-9]{2}$", examples=["UA"])
    origin: str = Field(pattern="^[A-Z]{3}$", examples=["EWR"])
    distance: int = Field(ge=1, description="Miles.", examples=[1400])
    hour: int = Field(ge=0, le=23, description="Hour of the scheduled departure.", examples=[17])
    plane_age: int | None = Field(default=None, ge=0, description="Years.", examples=[14])


class Prediction(BaseModel):
    """The body of a response."""

    probability: float = Field(ge=0, le=1, description="That the flight arrives over 30 minutes late.")


def create_app() -> FastAPI:
    """Create the app. It loads the model first, so that a server without a model never becomes ready."""
    task = Task.from_environment()
    model = read_model(task.artifacts)
    requests = RequestLog(task.lake / "requests")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        flushing = asyncio.create_task(requests.flush_every(SECONDS_BETWEEN_FLUSHES))
        yield
        flushing.cancel()
        requests.flush()

    app = FastAPI(title="Flight delays", lifespan=lifespan)
    metrics = RequestMetrics()
    app.middleware("http")(metrics.observe)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/metrics")
    def exposed_metrics() -> Response:
        return metrics.exposed()

    @app.post("/predict")
    def predict(flight: Flight) -> Prediction:
        row = flight.model_dump()
        features = pd.DataFrame([row], columns=FEATURES).astype({"plane_age": "float64"})
        probability = float(model.predict_proba(features)[0, 1])
        requests.add({"time": datetime.now(UTC).isoformat(), **row, "probability": probability})
        return Prediction(probability=probability)

    return app


if __name__ == "__main__":
    # Kubernetes connects to the pod's IP address, not to localhost. On SIGTERM, uvicorn finishes open requests.
    uvicorn.run(create_app(), host="0.0.0.0", port=PORT)  # noqa: S104
