"""CronJobs of batch deployments and monitors."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from opsgen.backends.kubernetes import alerts, quantities, secrets
from opsgen.backends.kubernetes.component import deployment_component
from opsgen.backends.kubernetes.network import egress_of, job_policy
from opsgen.backends.kubernetes.objects import CronJob
from opsgen.backends.kubernetes.pods import PodWork, job_pod
from opsgen.backends.kubernetes.served_model import pin_literal
from opsgen.backends.kubernetes.servers import config_map, service_account
from opsgen.backends.kubernetes.variables import Variables, variables
from opsgen.graph import tasks
from opsgen.language.values import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.kubernetes.component import Component
    from opsgen.backends.kubernetes.environment import KubernetesEnvironment
    from opsgen.backends.kubernetes.objects import Manifest
    from opsgen.language.deployment import BatchDeployment
    from opsgen.language.monitor import Monitor
    from opsgen.language.task import TaskResources

DEFAULT_TIMEOUT = 3600
DEFAULT_RETRIES = 2
MONITOR_HISTORY = 3
DRIFT_FINAL_CODES = [1, 2, 3, 5]
"""The exit codes of `opsgen drift` that a retry would repeat: drift, wrong usage, a bug, too little data."""
RUN = {"OPSGEN_RUN": "metadata.labels['batch.kubernetes.io/controller-uid']"}
"""A pod that retries a job continues with what the previous one staged, because they share the UID of the job."""

# A pod that was evicted or preempted has not failed, so it does not count as a retry.
# https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
_PREEMPTED = {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}


@dataclass(frozen=True, slots=True)
class Job:
    """A command that runs on a schedule: a batch deployment or a monitor."""

    component: Component
    command: Sequence[str]
    schedule: str
    time_zone: str
    orchestrator: str
    variables: Variables
    datasets: Sequence[str]
    """The datasets that it reads and writes."""
    model: str | None = None
    resources: TaskResources | None = None
    timeout: int = DEFAULT_TIMEOUT
    retries: int = DEFAULT_RETRIES
    history: int = MONITOR_HISTORY
    final_codes: Sequence[int] = ()
    """The exit codes after which Kubernetes does not retry it."""


def batch_job(target: KubernetesEnvironment, name: str, deployment: BatchDeployment) -> Job:
    """Build the job of a batch deployment: opsgen runs its command, and publishes its output if its checks pass."""
    component, graph = deployment_component(target, name, deployment, "job"), target.graph
    return Job(
        component=component,
        command=tasks.Commands(target.spec_file, graph.name).batch(name),
        schedule=deployment.schedule,
        time_zone=deployment.timezone,
        orchestrator=deployment.orchestrator or graph.orchestrator,
        variables=replace(
            variables(component, {}, {}, secrets.of_job(target, deployment)),
            fields=RUN,
            literals=pin_literal(graph, deployment.model),
        ),
        datasets=tasks.used_by_batch(graph, deployment),
        model=deployment.model,
        resources=deployment.resources,
        timeout=math.ceil(seconds(deployment.timeout)) if deployment.timeout else DEFAULT_TIMEOUT,
        retries=DEFAULT_RETRIES if deployment.retries is None else deployment.retries,
        history=deployment.history,
    )


def monitor_job(server: Component, name: str, monitor: Monitor) -> Job:
    """Build the job that detects drift in the requests to a server."""
    graph = server.graph
    place = (*server.place, "monitor")
    component = replace(server, name=f"{server.name}-drift", role="monitor", place=place, description=None, model=None)
    datasets = [monitor.reference, monitor.current]
    own = {"OPSGEN_DEPLOYMENT": name}
    return Job(
        component=component,
        command=tasks.Commands(server.target.spec_file, graph.name).drift(name),
        schedule=monitor.schedule,
        time_zone=monitor.timezone,
        orchestrator=graph.orchestrator,
        variables=variables(component, own, {}, tasks.credentials(graph, datasets)),
        datasets=datasets,
        final_codes=DRIFT_FINAL_CODES,
    )


def job_objects(job: Job, image: str) -> Iterator[Manifest]:
    """Yield the objects, each after those that it refers to."""
    component = job.component
    work = PodWork(
        component=component,
        image=image,
        command=job.command,
        variables=job.variables,
        resources=quantities.of_job(job.resources),
        gpu=job.resources.gpu if job.resources else None,
        container_name=component.role,
    )
    is_own = job.orchestrator == "kubernetes"
    yield service_account(component)
    yield config_map(component, job.variables)
    yield job_policy(component, egress_of(component, job.datasets, [job.model]))
    yield CronJob(
        metadata=component.workload_metadata({"opsgen.dev/started-by": job.orchestrator}),
        schedule=job.schedule,
        time_zone=job.time_zone,
        # Airflow starts the work on schedule. The suspended CronJob can still be started by hand.
        suspend=not is_own,
        history=job.history,
        labels=component.labels,
        retries=job.retries,
        # The limit of the Job covers all its retries. `timeout` limits each pod.
        deadline=job.timeout * (job.retries + 1),
        failures=[_PREEMPTED, *_final_failures(job, work.container_name)],
        timeout=job.timeout,
        pod_metadata=component.pod_metadata,
        pod=job_pod(work),
    )
    if is_own:
        yield from alerts.job_rules(component)


def _final_failures(job: Job, container: str) -> Iterator[dict[str, Any]]:
    if job.final_codes:
        codes = {"containerName": container, "operator": "In", "values": list(job.final_codes)}
        yield {"action": "FailJob", "onExitCodes": codes}
