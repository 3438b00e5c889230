"""Findings for parts of the spec that Airflow cannot express or would refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow import codes
from opsgen.backends.airflow.environment import targets
from opsgen.backends.airflow.scheduled_part import subjects, tags
from opsgen.diagnostics.model import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.backends.airflow.scheduled_part import ScheduledPart
    from opsgen.diagnostics.model import Code
    from opsgen.graph import ProjectGraph

    Found = tuple[Code, Finding]

TAG_LENGTH = 100


def of_project(project: ProjectGraph) -> Iterator[Found]:
    """Findings for each environment and each of its DAGs."""
    for target in targets(project):
        yield from _pods(target)
        yield from _registries(target)
        yield from _processes(target)
        yield from _shipment(target)
        for subject in subjects(target):
            yield from _tags(target, subject)
            yield from _starts(subject)


def _pods(target: AirflowEnvironment) -> Iterator[Found]:
    if target.graph.runner != "kubernetes":
        return
    if target.graph.image is None:
        message = f"tasks of `{target.graph.name}` run in pods, but the project has no image"
        yield codes.NO_IMAGE, Finding(Place(("project",), "key"), message, ("add `project.image`",))
    if target.graph.settings.kubernetes is None:
        place = Place(("environments", target.graph.name, "runner"))
        message = f"tasks of `{target.graph.name}` run in pods, but the environment has no namespace"
        yield codes.NO_NAMESPACE, Finding(place, message, ("add `kubernetes: {namespace: …}` to the environment",))


def _registries(target: AirflowEnvironment) -> Iterator[Found]:
    """Report models that are trained in pods, which have no place for them."""
    models = target.graph.spec.models if target.graph.runner == "kubernetes" else {}
    for name, model in models.items():
        if model.registry is None:
            message = f"the tasks that train `{name}` run in pods, which share no folder"
            help_ = ("add a registry: `registry: {type: files, connection: …, path: models}`",)
            yield codes.NO_REGISTRY, Finding(Place(("models", name), "key"), message, help_)


def _processes(target: AirflowEnvironment) -> Iterator[Found]:
    """Report tasks that run the worker's checkout, where a release decides which DAGs there are."""
    if target.graph.runner == "process" and any(graph.name == target.graph.name for graph in target.project.frozen):
        message = f"tasks of `{target.graph.name}` run the worker's checkout, and not the release of the environment"
        folder = f"OPSGEN_FOLDER_{target.project.name}".upper().replace("-", "_")
        help_ = (
            "write `runner: kubernetes`",
            f"or check out the `release` of `{target.graph.name}` in opsgen.lock, and set `{folder}` to that checkout",
        )
        yield codes.CHECKOUT_RUNS, Finding(Place(("environments", target.graph.name), "key"), message, help_)


def _shipment(target: AirflowEnvironment) -> Iterator[Found]:
    outputs = target.graph.spec.outputs
    if outputs.airflow and outputs.airflow.ship and outputs.github is None:
        message = f"no workflow copies the DAGs of `{target.graph.name}` to the bucket"
        help_ = ("add `outputs.github`", "or remove `ship`, and let Airflow read the DAGs from git")
        yield codes.NO_WORKFLOW, Finding(Place(("outputs", "airflow", "ship"), "key"), message, help_)


def _tags(target: AirflowEnvironment, subject: ScheduledPart) -> Iterator[Found]:
    for tag in tags(target, subject):
        if len(tag) > TAG_LENGTH:
            message = f"a tag of its DAG has {len(tag)} characters, but Airflow allows {TAG_LENGTH}"
            help_ = (f"shorten `{tag[:40]}…`",)
            yield codes.LONG_TAG, Finding(Place(subject.place, "key"), message, help_)


def _starts(subject: ScheduledPart) -> Iterator[Found]:
    cron, runs = subject.schedule.cron, subject.schedule.partitioned
    if subject.kind == "model" and cron is not None and runs is not None and runs.has_keys:
        message = f"`{subject.name}` is started by its schedule only: its features are built by partition"
        help_ = ("remove `schedule` or `on_data`: Airflow 3 cannot start a DAG by a clock and by partitions",)
        yield codes.CLOCK_AND_PARTITIONS, Finding(Place((*subject.place, "retrain", "on_data"), "key"), message, help_)
