"""Airflow DAGs: one static file each, for Airflow 3 and 2.11."""

from __future__ import annotations

from opsgen.backends.airflow.plan import plan
from opsgen.backends.airflow.verify import verify

name = "airflow"

__all__ = ["name", "plan", "verify"]
