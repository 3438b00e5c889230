"""Every place where a spec names another part of itself, and the columns that refer to columns of other datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from opsgen.graph.members import members
from opsgen.graph.rules import quarantining, rules, rules_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.language.dataset import Dataset, Transform, Value
    from opsgen.language.deployment import BatchDeployment, OnlineDeployment
    from opsgen.language.model import Model
    from opsgen.language.root import Spec

Kind = Literal["team", "connection", "dataset", "model", "deployment"]


class Reference(NamedTuple):
    """A name that stands for a part of the spec."""

    path: Path
    kind: Kind
    name: str
    part: tuple[int, int] | None = None
    """Which code points of the value are the name, where it is not the whole of it."""


class ColumnUse(NamedTuple):
    """A column of a dataset, named elsewhere than in its declaration."""

    path: Path
    dataset: str
    column: str
    part: tuple[int, int] | None = None
    whole: bool = False
    """Whether only a whole column can be meant, not a part of one."""


class TransformInput(NamedTuple):
    """A dataset that a transform reads."""

    dataset: str
    window: str | None
    """How far before the end of a partition it is read; None for what overlaps the partition."""
    place: Path
    """Where the spec names the dataset, below the transform."""


def inputs_of(transform: Transform | None) -> Iterator[TransformInput]:
    """The inputs of a transform, in the order of the spec; none without a transform."""
    for index, each in enumerate(transform.inputs if transform is not None else ()):
        if isinstance(each, str):
            yield TransformInput(each, None, ("inputs", index))
        else:
            yield TransformInput(each.dataset, each.window, ("inputs", index, "dataset"))


def input_names(transform: Transform | None) -> list[str]:
    """The names of the datasets that a transform reads."""
    return [each.dataset for each in inputs_of(transform)]


def references(spec: Spec, kind: Kind) -> Iterator[Reference]:
    """All references to whole parts of one kind, in the order of the spec."""
    return _OF_KIND[kind](spec)


def column_uses(spec: Spec) -> Iterator[ColumnUse]:
    """All uses of columns outside their own declarations."""
    for name, dataset in spec.datasets.items():
        yield from _columns_of_dataset(name, dataset)
    for name, model in spec.models.items():
        yield from _columns_of_model(name, model)
    for name, deployment in spec.deployments.items():
        if deployment.type == "online" and deployment.monitor:
            yield from _columns_of_monitor(name, deployment)


def _to_teams(spec: Spec) -> Iterator[Reference]:
    yield Reference(("project", "owner"), "team", spec.project.owner)
    for name, environment in spec.environments.items():
        for index, team in enumerate(environment.approval.reviewers if environment.approval else ()):
            yield Reference(("environments", name, "approval", "reviewers", index), "team", team)
    for section in ("datasets", "models", "deployments"):
        for name, part in getattr(spec, section).items():
            if part.owner is not None:
                yield Reference((section, name, "owner"), "team", part.owner)


def _to_connections(spec: Spec) -> Iterator[Reference]:
    for name, dataset in spec.datasets.items():
        yield Reference(("datasets", name, "source", "connection"), "connection", dataset.source.connection)
    for name, model in spec.models.items():
        if model.registry is not None and model.registry.type == "files":
            yield Reference(("models", name, "registry", "connection"), "connection", model.registry.connection)


def _to_datasets(spec: Spec) -> Iterator[Reference]:
    for name, dataset in spec.datasets.items():
        path = ("datasets", name)
        for source in inputs_of(dataset.transform):
            yield Reference((*path, "transform", *source.place), "dataset", source.dataset)
        for use in _foreign_columns(path, dataset):
            yield Reference(use.path, "dataset", use.dataset, (0, len(use.dataset)))
        for rule in quarantining(name, dataset):
            yield Reference(rule.path, "dataset", rule.target)
    for name, model in spec.models.items():
        yield Reference(("models", name, "features", "dataset"), "dataset", model.features.dataset)
    for name, deployment in spec.deployments.items():
        yield from _of_deployment(("deployments", name), deployment)


def _of_deployment(path: Path, deployment: OnlineDeployment | BatchDeployment) -> Iterator[Reference]:
    if deployment.type == "online":
        if deployment.monitor:
            yield Reference((*path, "monitor", "reference"), "dataset", deployment.monitor.reference)
            yield Reference((*path, "monitor", "current"), "dataset", deployment.monitor.current)
        return
    for index, name in enumerate(deployment.inputs):
        yield Reference((*path, "inputs", index), "dataset", name)
    if deployment.output is not None:
        yield Reference((*path, "output"), "dataset", deployment.output)


def _to_models(spec: Spec) -> Iterator[Reference]:
    for name, deployment in spec.deployments.items():
        if deployment.model is not None:
            yield Reference(("deployments", name, "model"), "model", deployment.model)


def _to_deployments(spec: Spec) -> Iterator[Reference]:
    for name, dataset in spec.datasets.items():
        section, _, deployment = (dataset.produced_by or "").partition(".")
        if section == "deployments" and deployment:
            part = (len(section) + 1, len(section) + 1 + len(deployment))
            yield Reference(("datasets", name, "produced_by"), "deployment", deployment, part)


_OF_KIND: dict[Kind, Callable[[Spec], Iterator[Reference]]] = {
    "team": _to_teams,
    "connection": _to_connections,
    "dataset": _to_datasets,
    "model": _to_models,
    "deployment": _to_deployments,
}


def _foreign_columns(path: tuple[str, str], dataset: Dataset) -> Iterator[ColumnUse]:
    for name, column in dataset.columns.items():
        if column.references:
            yield _foreign((*path, "columns", name, "references", "to"), column.references.to)
    for rule in rules_of(path[1], dataset):
        if rule.kind == "references" and rule.body:
            yield _foreign((*rule.path, "to"), rule.body.to)


def _foreign(path: Path, target: str) -> ColumnUse:
    dataset, _, column = target.partition(".")
    return ColumnUse(path, dataset, column, (len(dataset) + 1, len(target)))


def _columns_of_dataset(name: str, dataset: Dataset) -> Iterator[ColumnUse]:
    path = ("datasets", name)
    yield from _foreign_columns(path, dataset)
    if dataset.freshness and dataset.freshness.column is not None:
        yield ColumnUse((*path, "freshness", "column"), name, dataset.freshness.column)
    yield from _columns_of_partition(name, dataset)
    for rule in rules_of(name, dataset):
        if column := getattr(rule.body, "column", None):
            yield ColumnUse((*rule.path, "column"), name, column)
        for place, column in enumerate(getattr(rule.body, "columns", ())):
            yield ColumnUse((*rule.path, "columns", place), name, column)


def _columns_of_partition(name: str, dataset: Dataset) -> Iterator[ColumnUse]:
    path, materialize = ("datasets", name), dataset.materialize
    if dataset.partition and dataset.partition.column is not None:
        yield ColumnUse((*path, "partition", "column"), name, dataset.partition.column, whole=True)
    if materialize is None or isinstance(materialize, str):
        return
    for index, column in enumerate(materialize.unique_key or ()):
        yield ColumnUse((*path, "materialize", "unique_key", index), name, column, whole=True)
    if materialize.version_column is not None:
        yield ColumnUse((*path, "materialize", "version_column"), name, materialize.version_column, whole=True)


def _columns_of_model(name: str, model: Model) -> Iterator[ColumnUse]:
    features, path = model.features, ("models", name, "features")
    for key in ("label", "time_column"):
        if column := getattr(features, key):
            yield ColumnUse((*path, key), features.dataset, column, whole=True)
    for index, column in enumerate(features.columns):
        yield ColumnUse((*path, "columns", index), features.dataset, column, whole=True)
    for index, gate in enumerate(model.evaluate):
        if gate.slice is not None:
            yield ColumnUse(("models", name, "evaluate", index, "slice"), features.dataset, gate.slice, whole=True)


def _columns_of_monitor(name: str, deployment: OnlineDeployment) -> Iterator[ColumnUse]:
    monitor = deployment.monitor
    if not monitor:
        return
    if monitor.time_column is not None:
        path: Path = ("deployments", name, "monitor", "time_column")
        yield ColumnUse(path, monitor.current, monitor.time_column, whole=True)
    for index, drift in enumerate(monitor.drift):
        path = ("deployments", name, "monitor", "drift", index)
        for dataset in dict.fromkeys((monitor.reference, monitor.current)):
            if drift.column is not None:
                yield ColumnUse((*path, "column"), dataset, drift.column, whole=True)
            for place, column in enumerate(drift.columns or ()):
                yield ColumnUse((*path, "columns", place), dataset, column, whole=True)


class JoinTarget(NamedTuple):
    """The column that another one refers to."""

    dataset: str
    column: str


def joins(spec: Spec) -> Iterator[tuple[Path, Value, JoinTarget]]:
    """Each reference from a column to one of another dataset: where it stands, from which, to which, if both exist."""
    for name, dataset in spec.datasets.items():
        for column_name, column in dataset.columns.items():
            if column.references:
                path = ("datasets", name, "columns", column_name, "references", "to")
                yield from _resolved(spec, path, column, column.references.to)
    for rule in rules(spec):
        referring = members(spec.datasets[rule.dataset]).get(getattr(rule.body, "column", ""))
        if rule.kind == "references" and referring:
            yield from _resolved(spec, (*rule.path, "to"), referring.declared, rule.body.to)


def _resolved(spec: Spec, path: Path, column: Value, to: str) -> Iterator[tuple[Path, Value, JoinTarget]]:
    dataset, _, name = to.partition(".")
    if dataset in spec.datasets and name in members(spec.datasets[dataset]):
        yield path, column, JoinTarget(dataset, name)
