"""Which version of a model an environment serves, and who decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from opsgen.graph.project import EnvironmentGraph

Promotion: TypeAlias = Literal["automatic", "pull_request", "manual"]
"""Who decides that a version which passed its gates is served."""

PIN = "OPSGEN_MODEL_PIN"
"""The variable with the version that a command must load, such as `7@sha256:…`."""


def fetched(graph: EnvironmentGraph, model: str | None) -> bool:
    """Whether a deployment fetches its model from a registry. Otherwise the model is in the image."""
    return model is not None and graph.spec.models[model].registry is not None


def pinned(graph: EnvironmentGraph, model: str) -> bool:
    """Whether `opsgen.lock` decides which version of a model the environment loads."""
    return fetched(graph, model) and serves_by_pin(graph)


def served(graph: EnvironmentGraph) -> dict[str, str]:
    """The models that deployments fetch, by deployment."""
    found = graph.spec.deployments.items()
    return {name: each.model for name, each in found if each.model is not None and fetched(graph, each.model)}


def loaded_by_airflow(graph: EnvironmentGraph) -> list[str]:
    """The models that tasks of Airflow load by their pins. Processes find `opsgen.lock` in the project's folder."""
    if graph.spec.outputs.airflow is None or graph.runner != "kubernetes":
        return []
    jobs = [each for _name, each in graph.batch() if (each.orchestrator or graph.orchestrator) == "airflow"]
    return sorted({job.model for job in jobs if job.model is not None and pinned(graph, job.model)})


def serves_by_pin(graph: EnvironmentGraph) -> bool:
    """Whether `opsgen.lock` decides which versions the environment serves, and not the registry's alias."""
    return graph.manifests is not None or graph.spec.outputs.github is not None


def promotion(graph: EnvironmentGraph, model: str) -> Promotion:
    """How a version of a model gets served in the environment after it passed its gates."""
    written = graph.spec.models[model].promotion.get(graph.name)
    if written is not None:
        return written
    if graph.name == next(iter(graph.spec.environments), graph.name):
        return "automatic"
    return "manual" if graph.spec.outputs.github is None else "pull_request"
