"""What a DAG is about, before it is said in terms of one Airflow and one runner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.backends.airflow.dags.step import Step
    from opsgen.backends.airflow.scheduled_part import ScheduledPart


@dataclass(frozen=True, slots=True)
class DagSpec:
    """A DAG: a chain of steps for one part of the spec."""

    subject: ScheduledPart
    steps: tuple[Step, ...]
    variables: Mapping[str, str]
    """The environment variables of all its commands."""
    doc: str
    """What people should know about it, in Markdown."""
