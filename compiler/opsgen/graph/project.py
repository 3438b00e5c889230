"""What the backends compile: a project, and its graph in each environment.

`build` makes the graph of a spec. It leaves out references that do not resolve; the checks report them.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from opsgen.graph.references import inputs_of
from opsgen.graph.rules import quarantining

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Variables = Mapping[str, str | int | float | bool]

    from collections.abc import Mapping

    from opsgen.diagnostics.model import Path
    from opsgen.language.dataset import Dataset, Ingest, Transform
    from opsgen.language.deployment import BatchDeployment, OnlineDeployment
    from opsgen.language.environment import Environment, KubernetesTarget
    from opsgen.language.model import Model
    from opsgen.language.output import KubernetesOutput
    from opsgen.language.root import Spec
    from opsgen.language.team import Team


class Producer(NamedTuple):
    """What makes a dataset: its own command, a transform of other datasets, a deployment, the rules of another dataset
    that move rows to it, or nothing in this spec."""

    kind: Literal["ingest", "transform", "batch", "online", "quarantine", "external"]
    ingest: Ingest | None = None
    transform: Transform | None = None
    deployment: str | None = None
    """The name of the deployment that writes the dataset."""
    inputs: tuple[str, ...] = ()
    """The datasets that it reads, in the order of the spec."""
    windows: Mapping[str, str] = MappingProxyType({})
    """How far before the end of a partition it reads an input, for those inputs that have a window."""

    @property
    def is_opsgen(self) -> bool:
        """Whether a command of opsgen's makes the dataset as its own work."""
        return self.kind in ("ingest", "transform", "batch")


class DatasetNode(NamedTuple):
    """A dataset among the others."""

    name: str
    dataset: Dataset
    producer: Producer
    consumers: tuple[str, ...]
    """The datasets that are made from it."""

    @property
    def is_staged(self) -> bool:
        """Whether opsgen stages new data and checks it before it publishes it.

        SQL always can be staged. A command can if it writes to OPSGEN_OUTPUT, which `publish: after_checks` says.
        """
        if self.dataset.publish is not None:
            return self.dataset.publish == "after_checks" and self.producer.is_opsgen
        return self.producer.transform is not None and self.producer.transform.sql is not None


class EnvironmentGraph(NamedTuple):
    """One environment: the spec as it is there, with its overrides and variables applied, and how its parts depend.

    Every reference in it resolves: it is only made of specs that have no error.
    """

    name: str
    settings: Environment
    """The environment as the spec describes it; all defaults in a spec that has none."""
    spec: Spec
    variables: Variables
    datasets: Mapping[str, DatasetNode]
    """By name, each after those that it is made from."""
    pin: str | None = None
    """The image by its digest, where opsgen.lock has one."""
    models: Mapping[str, str] = MappingProxyType({})
    """The versions of models by their digest, such as `7@sha256:…`, where opsgen.lock has them."""

    def of_environment(self, name: str, variables: Variables) -> EnvironmentGraph:
        """The graph of another environment, in which the spec is the same."""
        return self._replace(name=name, settings=self.spec.environments[name], variables=variables)

    @property
    def image(self) -> str | None:
        """The image that tasks and servers run, by the project's version. Pin files have its digest."""
        project = self.spec.project
        return f"{project.image.repository}:{project.version}" if project.image else None

    @property
    def pinned_image(self) -> str | None:
        """The image by its digest where there is one, else by the project's version."""
        return self.pin or self.image

    @property
    def runner(self) -> Literal["process", "kubernetes"]:
        """How Airflow's tasks run here."""
        return self.settings.runner

    @property
    def orchestrator(self) -> Literal["airflow", "kubernetes"]:
        """Who starts scheduled work that does not say it itself."""
        return "airflow" if self.spec.outputs.airflow else "kubernetes"

    @property
    def manifests(self) -> tuple[KubernetesOutput, KubernetesTarget] | None:
        """What the manifests of the environment are built from; None if it has none."""
        output, settings = self.spec.outputs.kubernetes, self.settings.kubernetes
        return (output, settings) if output is not None and settings is not None else None

    @property
    def is_deployed(self) -> bool:
        """Whether its files are deployed: manifests to a cluster, or DAGs to a bucket."""
        airflow = self.spec.outputs.airflow
        return self.manifests is not None or bool(airflow and airflow.ship)

    @property
    def is_deployed_from_git(self) -> bool:
        """Whether workflows or an engine in the cluster deploy the committed files."""
        return self.spec.outputs.github is not None or self.spec.outputs.gitops is not None

    def owner(self, part: Dataset | Model | OnlineDeployment | BatchDeployment) -> str:
        """The name of the team that answers for a part of the spec."""
        return part.owner or self.spec.project.owner

    def team(self, part: Dataset | Model | OnlineDeployment | BatchDeployment) -> Team | None:
        """The team that answers for a part; None where the spec describes no teams."""
        return self.spec.teams.get(self.owner(part))

    def online(self) -> Iterator[tuple[str, OnlineDeployment]]:
        """The servers, in the order of the spec."""
        for name, deployment in self.spec.deployments.items():
            if deployment.type == "online":
                yield name, deployment

    def batch(self) -> Iterator[tuple[str, BatchDeployment]]:
        """The scheduled jobs, in the order of the spec."""
        for name, deployment in self.spec.deployments.items():
            if deployment.type == "batch":
                yield name, deployment


class ProjectGraph(NamedTuple):
    """A whole project, ready for the backends: all its environments in the order of promotion."""

    name: str
    spec_file: str
    """The name of the spec in the project's folder, which commands are given."""
    environments: tuple[EnvironmentGraph, ...]
    folder: str = ""
    """The project's folder, relative to the root of the repository and with `/`; empty if it is the root."""
    actions: Mapping[str, tuple[str, str]] = MappingProxyType({})
    """The highest version of each action in the committed workflows, and its commit, by name."""

    @property
    def source(self) -> str:
        """The path of the spec from the root of the repository, which headers name."""
        return f"{self.folder}/{self.spec_file}" if self.folder else self.spec_file

    @property
    def first(self) -> EnvironmentGraph:
        """The environment that changes reach first."""
        return self.environments[0]

    @property
    def frozen(self) -> tuple[EnvironmentGraph, ...]:
        """The environments whose files change by a promotion only: the later ones, if something deploys from them.

        The first one that is deployed follows the spec: no environment before it could have run a release.
        """
        first = next((each for each in self.environments if each.is_deployed), None)
        return tuple(
            graph
            for graph in self.environments[1:]
            if graph.settings.promote == "reviewed" and graph.is_deployed_from_git and graph is not first
        )

    @property
    def production(self) -> EnvironmentGraph | None:
        """The environment that changes reach last, where there are several."""
        return self.environments[-1] if len(self.environments) > 1 else None


PLUGINS = ("outputs", "plugins")
"""The place of the outputs that other packages bring."""


def output_paths(graph: EnvironmentGraph) -> dict[Path, str]:
    """The file or folder of each output that the environment has, by the place of its options in the spec."""
    chosen = {**dict(_built_in(graph)), **dict(_of_plugins(graph))}
    return {place: options.path for place, options in chosen.items() if isinstance(getattr(options, "path", None), str)}


def _built_in(graph: EnvironmentGraph) -> Iterator[tuple[Path, Any]]:
    # Only outputs have a `path`, so that a new output needs no line here.
    return ((("outputs", name), options) for name, options in vars(graph.spec.outputs).items())


def _of_plugins(graph: EnvironmentGraph) -> Iterator[tuple[Path, Any]]:
    return (((*PLUGINS, name), options) for name, options in graph.spec.outputs.plugins.items())


def build(
    name: str, spec: Spec, variables: Mapping[str, str | int | float | bool], pin: str | None
) -> EnvironmentGraph:
    """Link the datasets of a spec, each after those that it is made from."""
    moved = _moved(spec)
    producers = {dataset: producer_of(dataset, spec, moved) for dataset in spec.datasets}
    consumers: dict[str, list[str]] = {dataset: [] for dataset in spec.datasets}
    for dataset, producer in producers.items():
        for source in producer.inputs:
            consumers.get(source, []).append(dataset)
    nodes = {
        dataset: DatasetNode(dataset, spec.datasets[dataset], producers[dataset], tuple(consumers[dataset]))
        for dataset in _order(producers)
    }
    return EnvironmentGraph(name, spec.environments[name], spec, variables, nodes, pin)


def _moved(spec: Spec) -> dict[str, str]:
    """The datasets to which rows that fail a rule are moved, each with the dataset that they come from."""
    found: dict[str, str] = {}
    for name, dataset in spec.datasets.items():
        for rule in quarantining(name, dataset):
            found.setdefault(rule.target, name)
    return found


def producer_of(name: str, spec: Spec, moved: Mapping[str, str]) -> Producer:
    """What makes a dataset. Where several claim to, the first in this order counts; a check says so."""
    dataset = spec.datasets[name]
    if dataset.ingest:
        return Producer("ingest", ingest=dataset.ingest)
    if dataset.transform:
        read = list(inputs_of(dataset.transform))
        windows = {each.dataset: each.window for each in read if each.window is not None}
        names = tuple(each.dataset for each in read)
        return Producer("transform", transform=dataset.transform, inputs=names, windows=windows)
    for deployment_name, deployment in spec.deployments.items():
        if deployment.type == "batch" and deployment.output == name:
            return Producer("batch", deployment=deployment_name, inputs=tuple(deployment.inputs))
    kind, _, deployment_name = (dataset.produced_by or "").partition(".")
    if kind == "deployments" and deployment_name in spec.deployments:
        return Producer(spec.deployments[deployment_name].type, deployment=deployment_name)
    if name in moved and moved[name] != name:
        return Producer("quarantine", inputs=(moved[name],))
    return Producer("external")


def _order(producers: Mapping[str, Producer]) -> list[str]:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for dataset, producer in producers.items():
        sorter.add(dataset, *(source for source in producer.inputs if source in producers))
    try:
        return list(sorter.static_order())
    except CycleError:
        return list(producers)
