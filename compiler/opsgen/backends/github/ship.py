"""Steps that copy the DAGs of an environment to the bucket that its Airflow reads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from opsgen.backends.github import steps
from opsgen.backends.github.environment import cluster_of
from opsgen.backends.github.login import aws, google
from opsgen.backends.github.shell import script
from opsgen.backends.github.workflow import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Text
    from opsgen.graph import EnvironmentGraph

_ARTIFACT = "dags"


def bucket_of(graph: EnvironmentGraph) -> str | None:
    """Return the folder of the bucket that an environment's DAGs are copied to."""
    airflow = graph.spec.outputs.airflow
    return airflow.ship.bucket if airflow and airflow.ship else None


def keep(stage: Stage, above: str | None = None) -> Iterator[Step]:
    """Yield the step that keeps the DAGs for the job that copies them; `above` is a folder of the runner's."""
    airflow = stage.target.graph.spec.outputs.airflow
    if airflow and airflow.ship:
        path = f"{airflow.path}/{stage.target.name}"
        yield steps.upload("Upload the DAGs", _ARTIFACT, steps.temporary(f"{above}/{path}") if above else path)


def copy(stage: Stage) -> Iterator[Step]:
    """Yield the steps that copy the DAGs, as the identity that deploys: who can change DAGs can run anything."""
    bucket, cluster = bucket_of(stage.target.graph), cluster_of(stage.target.graph)
    if bucket is None or cluster is None:
        return
    env: dict[str, Text] = {"TARGET": bucket}
    yield steps.download("Download the DAGs", _ARTIFACT, _ARTIFACT)
    # The job may have waited for hours since its last login.
    if cluster.type == "eks":
        yield replace(aws(cluster.role, cluster.region), name="Log in to AWS for the DAGs")
        yield Step("Copy the DAGs", script("ship-to-s3"), env=env)
    elif cluster.type == "gke":
        login = google(cluster.workload_identity_provider, cluster.service_account, "google_dags")
        yield replace(login, name="Log in to Google Cloud for the DAGs")
        yield Step("Copy the DAGs", script("ship-to-gs"), env=env)
