"""Which DAGs there are in which environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow import findings
from opsgen.backends.airflow.files.assembly import artifact
from opsgen.backends.airflow.outlines import batch, dataset, model, monitor
from opsgen.backends.airflow.target import targets
from opsgen.backends.protocol import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.outlines.outline import Outline
    from opsgen.backends.airflow.target import Target
    from opsgen.graph import Project


def plan(project: Project) -> Plan:
    """A DAG for each dataset, model, monitor and batch deployment, in each environment that Airflow runs."""
    outlined = [(target, list(outlines(target))) for target in targets(project)]
    found = [finding for target, dags in outlined for finding in findings.of_target(target, dags)]
    artifacts = [artifact(target, outline) for target, dags in outlined for outline in dags]
    return Plan(tuple(artifacts), tuple(dict.fromkeys(found)))


def outlines(target: Target) -> Iterator[Outline]:
    """The DAGs of an environment, in the order of the spec."""
    spec = target.graph.spec
    for node in target.graph.datasets.values():
        yield dataset.outline(target, node)
    for name, described in spec.models.items():
        yield model.outline(target, name, described)
    for name, server in target.graph.online():
        if server.monitor is not None:
            yield monitor.outline(target, name, server, server.monitor)
    for name, job in target.graph.batch():
        if job.output is None and batch.is_ours(target, job):
            yield batch.outline(target, name, job)
