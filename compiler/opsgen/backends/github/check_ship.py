"""Report buckets for DAGs that a deployment cannot write, and those that two environments would overwrite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import codes
from opsgen.backends.github.environment import cluster_of
from opsgen.backends.github.identity import CLUSTERS, KEYS, cloud_of_address, identity_of
from opsgen.diagnostics.model import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Code, Path
    from opsgen.graph import EnvironmentGraph, ProjectGraph

_PLACE: Path = ("outputs", "airflow", "ship", "bucket")


def check_ship(project: ProjectGraph) -> Iterator[tuple[Code, Finding]]:
    """Yield findings for the bucket of each environment."""
    buckets: dict[str, str] = {}
    for graph in project.environments:
        airflow = graph.spec.outputs.airflow
        if airflow is None or airflow.ship is None:
            continue
        bucket = airflow.ship.bucket
        if problem := _problem(graph, bucket):
            message, help_ = problem
            yield codes.BUCKET_WITHOUT_LOGIN, Finding(Place(_PLACE), message, (help_,))
        for other, name in buckets.items():
            if f"{bucket}/".startswith(f"{other}/") or f"{other}/".startswith(f"{bucket}/"):
                message = f"`{name}` and `{graph.name}` would delete each other's DAGs in `{bucket}`"
                help_ = f"give `{graph.name}` another folder in its `overrides`"
                yield codes.SHARED_BUCKET, Finding(Place(_PLACE), message, (help_,))
        buckets[bucket] = graph.name


def _problem(graph: EnvironmentGraph, bucket: str) -> tuple[str, str] | None:
    if graph.spec.outputs.github is None:
        return None  # the backend of Airflow reports it
    if graph.spec.outputs.gitops is not None:
        return f"Argo CD deploys `{graph.name}`, so no workflow copies its DAGs", "remove `ship`: Airflow can read git"
    cloud, cluster = cloud_of_address(bucket), cluster_of(graph)
    # An identity of another cloud is already reported.
    if cloud is None or identity_of(graph, "deploy") or (cluster and cluster.type == CLUSTERS[cloud]):
        return None
    message = f"the deploy workflow of `{graph.name}` has no identity of {cloud}, and cannot write to `{bucket}`"
    help_ = f"add `identity: {{ci: {{deploy: {{{KEYS[cloud]}: …}}}}}}` to `environments.{graph.name}`"
    return message, f"{help_}, or name its {CLUSTERS[cloud].upper()} cluster"
