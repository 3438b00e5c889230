"""Ask for the flights that a query picks, as the server keeps it. Runs with the project's own Python, in its folder."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime

from flight_delays.features import FEATURES, features_path
from flight_delays.request_log import RequestLog
from flight_delays.storage import read_model, read_table
from flight_delays.task import Task

QUESTIONS = 3000

task = Task.from_environment()
features = read_table(features_path(task.lake))
flights = features.query(sys.argv[1]).sample(QUESTIONS, random_state=task.seed)
probabilities = read_model(task.artifacts).predict_proba(flights[FEATURES])[:, 1]
asked = flights[FEATURES].astype({"plane_age": "Int64"}).astype(object).where(flights[FEATURES].notna(), None)
shutil.rmtree(str(task.lake / "requests"), ignore_errors=True)
log = RequestLog(task.lake / "requests")
for question, probability in zip(asked.to_dict("records"), probabilities, strict=True):
    log.add({"time": datetime.now(UTC).isoformat(), **question, "probability": float(probability)})
log.flush()
