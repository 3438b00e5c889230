"""Steps that copy the DAGs of an environment to the bucket that its Airflow reads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from opsgen.backends.github import steps
from opsgen.backends.github.environment import cluster_of
from opsgen.backends.github.identity import cloud_of_address, identity_of, option
from opsgen.backends.github.login import Login, as_google, aws, by_oidc, google, merge
from opsgen.backends.github.shell import script
from opsgen.backends.github.workflow import Job, Step
from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Text
    from opsgen.graph import EnvironmentGraph

_ARTIFACT = "dags"
_SCRIPTS = {"AWS": "ship-to-s3", "Google Cloud": "ship-to-gs"}


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


def job(stage: Stage, needs: tuple[str, ...], before: Login) -> Job:
    """Build the job `deploy` of an environment without manifests. It copies the DAGs, with no code of the project.

    `before` has steps that come before the login of the job.
    """
    return Job(
        "deploy",
        f"Deploy to {stage.target.name}",
        stage.target.output.runs_on,
        minutes=20,
        needs=needs,
        environment={"name": stage.target.name},
        permissions=merge(before.permissions, by_oidc().permissions),
        outputs={} if stage.follows else {"applied": Expression("steps.ship.outcome")},
        steps=(*before.steps, *copy(stage, "ship")),
    )


def copy(stage: Stage, id_: str | None = None) -> Iterator[Step]:
    """Yield the steps that copy the DAGs, as the identity that deploys: who can change DAGs can run anything."""
    graph = stage.target.graph
    bucket = bucket_of(graph)
    login = _login(graph, bucket) if bucket else None
    if bucket is None or login is None:
        return
    yield steps.download("Download the DAGs", _ARTIFACT, _ARTIFACT)
    # The job may have waited for hours since its last login.
    yield replace(login, name=f"{login.name} for the DAGs")
    env: dict[str, Text] = {"TARGET": bucket}
    yield Step("Copy the DAGs", script(_SCRIPTS[cloud_of_address(bucket) or ""]), id=id_, env=env)


def _login(graph: EnvironmentGraph, bucket: str) -> Step | None:
    """Return the login as the identity `deploy`, else as that of the cluster."""
    identity, cluster = identity_of(graph, "deploy"), cluster_of(graph)
    if cloud_of_address(bucket) == "AWS":
        if identity and identity.role:
            return aws(identity.role, option(graph, identity, "region") or "")
        return aws(cluster.role, cluster.region) if cluster and cluster.type == "eks" else None
    if identity and identity.service_account:
        return as_google(graph, identity, "google_dags")
    if cluster and cluster.type == "gke":
        return google(cluster.workload_identity_provider, cluster.service_account, "google_dags")
    return None
