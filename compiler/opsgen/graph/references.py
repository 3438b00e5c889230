"""Every place where a spec names another part of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics import Path
    from opsgen.spec.dataset import Dataset
    from opsgen.spec.deployment import BatchDeployment, OnlineDeployment
    from opsgen.spec.model import Model
    from opsgen.spec.root import Spec

Kind = Literal["team", "connection", "dataset", "model", "deployment"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that stands for a part of the spec."""

    path: Path
    kind: Kind
    name: str
    part: tuple[int, int] | None = None
    """Which code points of the value are the name, where it is not the whole of it."""


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A column of a dataset, named elsewhere than in its declaration."""

    path: Path
    dataset: str
    column: str
    part: tuple[int, int] | None = None


def references(spec: Spec) -> Iterator[Reference]:
    """All references to whole parts of the spec."""
    yield Reference(("project", "owner"), "team", spec.project.owner)
    for name, environment in spec.environments.items():
        for index, team in enumerate(environment.approval.reviewers if environment.approval else ()):
            yield Reference(("environments", name, "approval", "reviewers", index), "team", team)
    for name, dataset in spec.datasets.items():
        yield from _of_dataset(("datasets", name), dataset)
    for name, model in spec.models.items():
        yield from _owner(("models", name), model)
        yield Reference(("models", name, "features", "dataset"), "dataset", model.features.dataset)
    for name, deployment in spec.deployments.items():
        yield from _of_deployment(("deployments", name), deployment)


def column_uses(spec: Spec) -> Iterator[ColumnUse]:
    """All uses of columns outside their own declarations."""
    for name, dataset in spec.datasets.items():
        yield from _columns_of_dataset(name, dataset)
    for name, model in spec.models.items():
        yield from _columns_of_model(name, model)
    for name, deployment in spec.deployments.items():
        if deployment.type == "online" and deployment.monitor:
            yield from _columns_of_monitor(name, deployment)


def _owner(path: Path, part: Dataset | Model | OnlineDeployment | BatchDeployment) -> Iterator[Reference]:
    if part.owner is not None:
        yield Reference((*path, "owner"), "team", part.owner)


def _of_dataset(path: Path, dataset: Dataset) -> Iterator[Reference]:
    yield from _owner(path, dataset)
    yield Reference((*path, "source", "connection"), "connection", dataset.source.connection)
    for index, source in enumerate(dataset.transform.inputs if dataset.transform else ()):
        yield Reference((*path, "transform", "inputs", index), "dataset", source)
    kind, dot, name = (dataset.produced_by or "").partition(".")
    if kind == "deployments" and dot:
        start = len(kind) + 1
        yield Reference((*path, "produced_by"), "deployment", name, (start, start + len(name)))
    for use in _foreign_columns(path, dataset):
        yield Reference(use.path, "dataset", use.dataset, (0, len(use.dataset)))


def _of_deployment(path: Path, deployment: OnlineDeployment | BatchDeployment) -> Iterator[Reference]:
    yield from _owner(path, deployment)
    if deployment.model is not None:
        yield Reference((*path, "model"), "model", deployment.model)
    if deployment.type == "online":
        if deployment.monitor:
            yield Reference((*path, "monitor", "reference"), "dataset", deployment.monitor.reference)
            yield Reference((*path, "monitor", "current"), "dataset", deployment.monitor.current)
        return
    for index, name in enumerate(deployment.inputs):
        yield Reference((*path, "inputs", index), "dataset", name)
    if deployment.output is not None:
        yield Reference((*path, "output"), "dataset", deployment.output)


def _foreign_columns(path: Path, dataset: Dataset) -> Iterator[ColumnUse]:
    for name, column in dataset.columns.items():
        if column.references:
            yield _foreign((*path, "columns", name, "references", "to"), column.references.to)
    for index, rule in enumerate(dataset.quality):
        if rule.references:
            yield _foreign((*path, "quality", index, "references", "to"), rule.references.to)


def _foreign(path: Path, target: str) -> ColumnUse:
    dataset, _, column = target.partition(".")
    return ColumnUse(path, dataset, column, (len(dataset) + 1, len(target)))


def _columns_of_dataset(name: str, dataset: Dataset) -> Iterator[ColumnUse]:
    path = ("datasets", name)
    yield from _foreign_columns(path, dataset)
    if dataset.freshness and dataset.freshness.column is not None:
        yield ColumnUse((*path, "freshness", "column"), name, dataset.freshness.column)
    for index, rule in enumerate(dataset.quality):
        for kind, body in vars(rule).items():
            if column := getattr(body, "column", None):
                yield ColumnUse((*path, "quality", index, kind, "column"), name, column)
            for place, column in enumerate(getattr(body, "columns", ())):
                yield ColumnUse((*path, "quality", index, kind, "columns", place), name, column)


def _columns_of_model(name: str, model: Model) -> Iterator[ColumnUse]:
    features, path = model.features, ("models", name, "features")
    for key in ("label", "time_column"):
        if column := getattr(features, key):
            yield ColumnUse((*path, key), features.dataset, column)
    for index, column in enumerate(features.columns):
        yield ColumnUse((*path, "columns", index), features.dataset, column)
    for index, gate in enumerate(model.evaluate):
        if gate.slice is not None:
            yield ColumnUse(("models", name, "evaluate", index, "slice"), features.dataset, gate.slice)


def _columns_of_monitor(name: str, deployment: OnlineDeployment) -> Iterator[ColumnUse]:
    monitor = deployment.monitor
    if not monitor:
        return
    for index, drift in enumerate(monitor.drift):
        path = ("deployments", name, "monitor", "drift", index)
        for dataset in dict.fromkeys((monitor.reference, monitor.current)):
            if drift.column is not None:
                yield ColumnUse((*path, "column"), dataset, drift.column)
            for place, column in enumerate(drift.columns or ()):
                yield ColumnUse((*path, "columns", place), dataset, column)
