from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from opsgen.language.monitor import Monitor
from opsgen.language.node import Node
from opsgen.language.secret import SecretReference
from opsgen.language.task import CommandTask, Gpu
from opsgen.language.types import (
    Availability,
    Command,
    Count,
    Cron,
    DnsLabel,
    Duration,
    EnvironmentVariable,
    Host,
    HttpPath,
    Line,
    Name,
    Port,
    Quantity,
    Text,
    TimeZone,
)

Percentage = Annotated[int, Field(ge=1, le=100)]


class Quantities(Node):
    """Amounts of compute resources."""

    cpu: Quantity | None = None
    """CPU cores, such as `500m` (half a core) or `2`."""
    memory: Quantity | None = None
    """Memory, such as `512Mi` or `4Gi`."""
    ephemeral_storage: Quantity | None = None
    """Disk space for temporary files, such as `10Gi`."""


class Resources(Node):
    """Resource requests and limits of a container."""

    requests: Quantities | None = None
    """Resources reserved for the container."""
    limits: Quantities | None = None
    """Resources that the container cannot exceed."""
    gpu: Gpu | None = None
    """GPUs of the container."""


class Probes(Node):
    """Health checks of the server by Kubernetes."""

    path: HttpPath = "/healthz"
    """HTTP path of the readiness and startup probes that have no path of their own."""
    liveness: HttpPath | None = None
    """HTTP path of the liveness probe: a server that fails it is restarted. By default the probe only opens a
    connection."""
    readiness: HttpPath | None = None
    """HTTP path of the readiness probe: a server that fails it gets no requests. By default `path`."""
    startup: HttpPath | None = None
    """HTTP path of the startup probe: a server that fails it has not started yet. By default `path`."""
    startup_timeout: Duration = "2m"
    """How long the server may take to start."""


class Scaling(Node):
    """Number of replicas."""

    min: int = Field(default=2, ge=1)
    """Minimum number of replicas."""
    max: int = Field(default=4, ge=1)
    """Maximum number of replicas. With the same value as `min` there is no autoscaler."""
    cpu_utilization: Percentage | None = None
    """Mean CPU use that the autoscaler aims at, in percent of the requested CPU. By default 70, unless
    `memory_utilization` is set."""
    memory_utilization: Percentage | None = None
    """Mean memory use that the autoscaler aims at, in percent of the requested memory."""


class Rollout(Node):
    """How a new version replaces the old one."""

    strategy: Literal["rolling", "canary", "blue_green"] = "rolling"
    """`rolling` is a Kubernetes Deployment; `canary` and `blue_green` are Argo Rollouts."""
    steps: list[Percentage] | None = Field(default=None, min_length=1)
    """Percentages of requests that a canary gets, step by step up to 100; by default `[10, 50, 100]`."""
    pause: Duration | None = None
    """How long to observe each step of a canary, or the new version before and after the switch to it; `10m` by
    default."""


class Exposure(Node):
    """How clients outside the cluster reach the server."""

    host: Host
    """Host name, such as `api.example.com`."""
    path: HttpPath = "/"
    """Path prefix of the requests that go to the server."""
    type: Literal["gateway", "ingress"] = "gateway"
    """`gateway` builds an HTTPRoute of the Gateway API, `ingress` an Ingress."""
    gateway: Line | None = None
    """Gateway that the route attaches to, as `name` or `namespace/name`; `gateway` by default."""
    ingress_class: DnsLabel | None = None
    """Ingress class; the cluster's default class by default."""
    tls_secret: DnsLabel | None = None
    """Kubernetes Secret with the TLS certificate of an Ingress."""


class Objectives(Node):
    """Service level objectives of the server. Alerts are built from them."""

    availability: Availability | None = None
    """Percentage of requests without a server error (status 5xx), such as `99.9`."""
    latency_p99: Duration | None = None
    """Response time that 99 percent of requests stay below, such as `300ms`."""
    latency_p95: Duration | None = None
    """Response time that 95 percent of requests stay below, such as `150ms`."""
    window: Duration = "30d"
    """Period over which the objectives are measured."""


class DeploymentBase(Node):
    description: Text | None = None
    """What the deployment is for."""
    owner: Line | None = None
    """Team that is responsible for the deployment; the project's owner by default."""
    tags: list[Line] = Field(default_factory=list)
    """Labels for searching and grouping."""
    model: Name | None = None
    """Name of the model that it serves."""


class OnlineDeployment(DeploymentBase):
    """A server that answers requests."""

    type: Literal["online"]
    command: Command
    """Program and arguments of the server, one list item each. They are not passed through a shell."""
    environment: dict[EnvironmentVariable, Text | SecretReference] = Field(default_factory=dict)
    """Environment variables of the command: text, or a secret as `{secret: NAME}`."""
    port: Port = 8080
    """Port that the server listens on."""
    metrics_path: HttpPath = "/metrics"
    """HTTP path of the server's Prometheus metrics."""
    serving: Literal["kubernetes", "kserve"] = "kubernetes"
    """`kubernetes` builds a Deployment or Rollout with a Service, `kserve` a KServe InferenceService."""
    probes: Probes = Field(default_factory=Probes)
    """Health checks of the server by Kubernetes."""
    resources: Resources = Field(default_factory=Resources)
    """Resource requests and limits of its containers."""
    scaling: Scaling = Field(default_factory=Scaling)
    """Number of replicas."""
    rollout: Rollout = Field(default_factory=Rollout)
    """How a new version replaces the old one."""
    exposure: Exposure | None = None
    """How clients outside the cluster reach the server. Without it, they cannot."""
    objectives: Objectives | None = None
    """Service level objectives."""
    monitor: Monitor | None = None
    """Drift monitor of its inputs."""


class BatchDeployment(DeploymentBase, CommandTask):
    """A job that runs on a schedule."""

    type: Literal["batch"]
    schedule: Cron
    """When it runs, as a cron expression such as `0 4 * * *` (daily at 04:00)."""
    timezone: TimeZone = "UTC"
    """Time zone of the schedule."""
    inputs: list[Name] = Field(default_factory=list)
    """Names of the datasets that it reads."""
    output: Name | None = None
    """Name of the dataset that it writes."""
    history: Count = 3
    """Number of finished Kubernetes Jobs to keep."""
    orchestrator: Literal["airflow", "kubernetes"] | None = None
    """`airflow` runs it as an Airflow DAG, `kubernetes` as a CronJob. By default Airflow, if it is an output."""


Deployment = Annotated[OnlineDeployment | BatchDeployment, Field(discriminator="type")]
