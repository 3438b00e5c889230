"""What a DAG is about, before it is said in terms of one Airflow and one runner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.backends.airflow.outlines.step import Step
    from opsgen.backends.airflow.target import Kind
    from opsgen.diagnostics import Path
    from opsgen.spec.dataset import Dataset
    from opsgen.spec.deployment import BatchDeployment, OnlineDeployment
    from opsgen.spec.model import Model


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a DAG runs of itself: by time, whenever all these datasets were published anew, by either, or never."""

    cron: str | None = None
    timezone: str = "UTC"
    datasets: tuple[str, ...] = ()
    place: Path = ()
    """Where in the spec the cron expression stands."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A DAG: a chain of steps for one part of the spec."""

    kind: Kind
    name: str
    part: Dataset | Model | OnlineDeployment | BatchDeployment
    """Whose owner, description and tags the DAG has."""
    schedule: Schedule
    steps: tuple[Step, ...]
    variables: Mapping[str, str]
    """The environment variables of all its commands."""
    doc: str
    """What people should know about it, in Markdown."""
    model: str | None = None
    """The model whose artifacts the commands share."""

    @property
    def place(self) -> Path:
        """Where in the spec the part stands."""
        return ("deployments" if self.kind in {"monitor", "batch"} else f"{self.kind}s", self.name)

    @property
    def component(self) -> str:
        """The part of the spec, as in `dataset.flights`."""
        return f"{'deployment' if self.kind in {'monitor', 'batch'} else self.kind}.{self.name}"
