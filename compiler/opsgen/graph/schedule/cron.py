"""Everything in a spec that runs on a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.language.root import Spec
    from opsgen.language.task import Schedule


class Scheduled(NamedTuple):
    """A schedule where it stands."""

    path: Path
    cron: str
    timezone: str


def schedules(spec: Spec) -> Iterator[Scheduled]:
    """All schedules, in the order of the spec."""
    for name, dataset in spec.datasets.items():
        path = ("datasets", name)
        yield from _of(path, dataset)
        yield from _of((*path, "ingest"), dataset.ingest)
        yield from _of((*path, "transform"), dataset.transform)
    for name, model in spec.models.items():
        yield from _of(("models", name, "retrain"), model.retrain)
    for name, deployment in spec.deployments.items():
        if deployment.type == "batch":
            yield Scheduled(("deployments", name, "schedule"), deployment.schedule, deployment.timezone)
        else:
            yield from _of(("deployments", name, "monitor"), deployment.monitor)


def _of(path: Path, part: Schedule | None) -> Iterator[Scheduled]:
    if part is not None and part.schedule is not None:
        yield Scheduled((*path, "schedule"), part.schedule, part.timezone)
