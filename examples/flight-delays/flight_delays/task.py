"""Settings that opsgen passes to a command as environment variables, with defaults for a run by hand in this folder."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

from upath import UPath


@dataclass(frozen=True)
class Task:
    """One run of a command. The folders are local or in object storage, such as `s3://bucket/key`."""

    lake: UPath
    artifacts: UPath
    metrics: UPath
    seed: int
    parameters: dict[str, Any]

    @classmethod
    def from_environment(cls) -> Task:
        """Read `OPSGEN_*`."""
        model = os.environ.get("OPSGEN_MODEL", "delay")
        artifacts = UPath(os.environ.get("OPSGEN_ARTIFACTS", f"artifacts/{model}"))
        return cls(
            lake=UPath(os.environ.get("OPSGEN_VAR_LAKE", "data")),
            artifacts=artifacts,
            metrics=UPath(os.environ.get("OPSGEN_METRICS", artifacts / "metrics.json")),
            seed=int(os.environ.get("OPSGEN_SEED", "0")),
            parameters=json.loads(os.environ.get("OPSGEN_PARAMETERS", "{}")),
        )
