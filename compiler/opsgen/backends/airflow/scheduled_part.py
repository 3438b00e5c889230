"""What there are DAGs for: parts of the spec, each with what people filter by and when it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.backends.airflow import schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.environment import AirflowEnvironment, Kind
    from opsgen.backends.airflow.schedule import DagSchedule
    from opsgen.diagnostics.model import Path
    from opsgen.language.dataset import Dataset
    from opsgen.language.deployment import BatchDeployment, OnlineDeployment
    from opsgen.language.model import Model


class Runs(NamedTuple):
    """Which runs a DAG has, and whether they wait for each other."""

    start_date: str | None = None
    catchup: bool = False
    max_active_runs: int = 1
    depends_on_past: bool = False


class ScheduledPart(NamedTuple):
    """A part of the spec that has a DAG."""

    kind: Kind
    name: str
    part: Dataset | Model | OnlineDeployment | BatchDeployment
    """Whose owner, description and tags the DAG has."""
    schedule: DagSchedule
    runs: Runs = Runs()

    @property
    def place(self) -> Path:
        """Where in the spec the part stands."""
        return ("deployments" if self.kind in {"monitor", "batch"} else f"{self.kind}s", self.name)

    @property
    def component(self) -> str:
        """The part of the spec, as in `dataset.flights`."""
        return f"{'deployment' if self.kind in {'monitor', 'batch'} else self.kind}.{self.name}"


def subjects(target: AirflowEnvironment) -> Iterator[ScheduledPart]:
    """The subjects of an environment's DAGs, in the order of the spec."""
    schedules = schedule.of_datasets(target)
    for node in target.graph.datasets.values():
        yield ScheduledPart("dataset", node.name, node.dataset, schedules[node.name], _runs_of(node.dataset))
    for name, model in target.graph.spec.models.items():
        yield ScheduledPart("model", name, model, schedule.of_model(target, model, schedules))
    for name, server in target.graph.online():
        if server.monitor is not None:
            yield ScheduledPart("monitor", name, server, schedule.of_monitor(server.monitor))
    for name, job in target.graph.batch():
        if job.output is None and target.starts(job):
            yield ScheduledPart("batch", name, job, schedule.of_batch(job))


def _runs_of(dataset: Dataset) -> Runs:
    return Runs(dataset.start_date, dataset.catchup, dataset.max_active_runs, dataset.depends_on_past)


def tags(target: AirflowEnvironment, subject: ScheduledPart) -> list[str]:
    """What people filter DAGs by."""
    return [*_common_tags(target, subject), *own_tags(target, subject)]


def own_tags(target: AirflowEnvironment, subject: ScheduledPart) -> list[str]:
    """The tags that the spec adds to those that every DAG has."""
    common = _common_tags(target, subject)
    return [tag for tag in dict.fromkeys(subject.part.tags) if tag not in common]


def _common_tags(target: AirflowEnvironment, subject: ScheduledPart) -> list[str]:
    return [
        f"project:{target.project.name}",
        f"environment:{target.graph.name}",
        f"component:{subject.component}",
        f"owner:{target.graph.owner(subject.part)}",
    ]
