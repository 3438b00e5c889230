"""Runs the pipeline as a task runner does: one command after the other, configured by environment variables."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

PROJECT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Workspace:
    """A lake and a folder for artifacts, separate from those of the project."""

    root: Path

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def artifacts(self) -> Path:
        return self.root / "artifacts"

    @property
    def metrics(self) -> Path:
        return self.root / "metrics.json"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "OPSGEN_MODEL": "delay",
            "OPSGEN_VAR_LAKE": str(self.lake),
            "OPSGEN_ARTIFACTS": str(self.artifacts),
            "OPSGEN_METRICS": str(self.metrics),
            "OPSGEN_SEED": "7",
            "OPSGEN_PARAMETERS": '{"max_iter": 40, "learning_rate": 0.1}',
        }

    def run(self, module: str) -> None:
        subprocess.run([sys.executable, "-m", module], check=True, cwd=PROJECT, env={**os.environ, **self.environment})

    def transform(self) -> None:
        features = self.lake / "features" / "flights.parquet"
        features.parent.mkdir()
        with duckdb.connect() as connection:
            for table in ("flights", "planes"):
                connection.read_csv(str(self.lake / "raw" / f"{table}.csv"), na_values="NA").create_view(table)
            query = (PROJECT / "transforms" / "flight_features.sql").read_text()
            connection.sql(query).write_parquet(str(features))
