"""A spec becomes the graph of an environment. What does not resolve is left out here and found by the checks."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from opsgen.graph.project import DatasetNode, EnvironmentGraph, Producer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.language.root import Spec


def build(
    name: str, spec: Spec, variables: Mapping[str, str | int | float | bool], image: str | None
) -> EnvironmentGraph:
    """Link the datasets of a spec, each after those that it is made from."""
    producers = {dataset: producer_of(dataset, spec) for dataset in spec.datasets}
    consumers: dict[str, list[str]] = {dataset: [] for dataset in spec.datasets}
    for dataset, producer in producers.items():
        for source in producer.inputs:
            consumers.get(source, []).append(dataset)
    nodes = {
        dataset: DatasetNode(dataset, spec.datasets[dataset], producers[dataset], tuple(consumers[dataset]))
        for dataset in _order(producers)
    }
    return EnvironmentGraph(name, spec.environments[name], spec, variables, nodes, image)


def producer_of(name: str, spec: Spec) -> Producer:
    """What makes a dataset. Where several claim to, the first in this order counts; a check says so."""
    dataset = spec.datasets[name]
    if dataset.ingest:
        return Producer("ingest", ingest=dataset.ingest)
    if dataset.transform:
        return Producer("transform", transform=dataset.transform, inputs=tuple(dataset.transform.inputs))
    for deployment_name, deployment in spec.deployments.items():
        if deployment.type == "batch" and deployment.output == name:
            return Producer("batch", deployment=deployment_name, inputs=tuple(deployment.inputs))
    kind, _, deployment_name = (dataset.produced_by or "").partition(".")
    if kind == "deployments" and deployment_name in spec.deployments:
        return Producer(spec.deployments[deployment_name].type, deployment=deployment_name)
    return Producer("external")


def _order(producers: Mapping[str, Producer]) -> list[str]:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for dataset, producer in producers.items():
        sorter.add(dataset, *(source for source in producer.inputs if source in producers))
    try:
        return list(sorter.static_order())
    except CycleError:
        return list(producers)
