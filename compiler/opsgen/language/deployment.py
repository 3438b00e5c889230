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
    """Amounts of what a container uses."""

    cpu: Quantity | None = None
    """Processor time, in cores."""
    memory: Quantity | None = None
    """Memory."""
    ephemeral_storage: Quantity | None = None
    """Space for temporary files."""


class Resources(Node):
    """What a container is given, and what it may not exceed."""

    requests: Quantities | None = None
    """What is set aside for it."""
    limits: Quantities | None = None
    """What it may not exceed."""
    gpu: Gpu | None = None
    """GPUs."""


class Probes(Node):
    """How Kubernetes learns of the server's health."""

    path: HttpPath = "/healthz"
    """The path that readiness and start-up are asked at, where they have none of their own."""
    liveness: HttpPath | None = None
    """Where a server that must be restarted fails; without it, one that still accepts connections is left alone."""
    readiness: HttpPath | None = None
    """Where a server that must not be sent requests fails."""
    startup: HttpPath | None = None
    """Where a server that has not started yet fails."""
    startup_timeout: Duration = "2m"
    """How long the server may take to start."""


class Scaling(Node):
    """How many replicas there are."""

    min: int = Field(default=2, ge=1)
    """The fewest replicas."""
    max: int = Field(default=4, ge=1)
    """The most replicas; the same as `min` means no autoscaler."""
    cpu_utilization: Percentage | None = None
    """The mean CPU use, in percent of the request, that the autoscaler holds; 70 where nothing else is given."""
    memory_utilization: Percentage | None = None
    """The mean memory use, in percent of the request, that the autoscaler holds."""


class Rollout(Node):
    """How a new version takes over from the old one."""

    strategy: Literal["rolling", "canary", "blue_green"] = "rolling"
    """`rolling` is a Kubernetes Deployment; `canary` and `blue_green` are Argo Rollouts."""
    steps: list[Percentage] | None = Field(default=None, min_length=1)
    """The shares of requests, in percent, that a canary is given in turn, up to 100; by default 10, 50 and 100."""
    pause: Duration | None = None
    """How long each step of a canary, or the new version before and after a switch to it, is watched; ten minutes by
    default."""


class Exposure(Node):
    """How the server is reached from outside the cluster."""

    host: Host
    """The host name."""
    path: HttpPath = "/"
    """The path below which requests are the server's."""
    type: Literal["gateway", "ingress"] = "gateway"
    """Through an HTTPRoute of the Gateway API, or through an Ingress."""
    gateway: Line | None = None
    """The Gateway that the route attaches to, as `name` or `namespace/name`; `gateway` by default."""
    ingress_class: DnsLabel | None = None
    """The Ingress class; the cluster's default without it."""
    tls_secret: DnsLabel | None = None
    """The Kubernetes Secret with an Ingress's certificate."""


class Objectives(Node):
    """What the server promises; alerts watch it."""

    availability: Availability | None = None
    """The share of requests, in percent, that are answered without a server error."""
    latency_p99: Duration | None = None
    """The time within which 99 percent of requests are answered."""
    latency_p95: Duration | None = None
    """The time within which 95 percent of requests are answered."""
    window: Duration = "30d"
    """The time over which the objectives are kept."""


class DeploymentBase(Node):
    description: Text | None = None
    """What the deployment is for."""
    owner: Line | None = None
    """The team that answers for it; the project's owner by default."""
    tags: list[Line] = Field(default_factory=list)
    """Words to find the deployment by."""
    model: Name | None = None
    """The model that it serves."""


class OnlineDeployment(DeploymentBase):
    """A server that answers requests."""

    type: Literal["online"]
    command: Command
    """The server and its arguments, one list item each; no shell reads them."""
    environment: dict[EnvironmentVariable, Text | SecretReference] = Field(default_factory=dict)
    """Environment variables for the command, as text or as references to secrets."""
    port: Port = 8080
    """The port that the server listens on."""
    metrics_path: HttpPath = "/metrics"
    """Where the server shows its metrics to Prometheus."""
    serving: Literal["kubernetes", "kserve"] = "kubernetes"
    """Whether plain Kubernetes objects serve it or a KServe InferenceService."""
    probes: Probes = Field(default_factory=Probes)
    """How Kubernetes learns of the server's health."""
    resources: Resources = Field(default_factory=Resources)
    """What its containers are given."""
    scaling: Scaling = Field(default_factory=Scaling)
    """How many replicas there are."""
    rollout: Rollout = Field(default_factory=Rollout)
    """How a new version takes over."""
    exposure: Exposure | None = None
    """How it is reached from outside the cluster."""
    objectives: Objectives | None = None
    """What it promises."""
    monitor: Monitor | None = None
    """What watches its inputs for drift."""


class BatchDeployment(DeploymentBase, CommandTask):
    """A job that runs on a schedule."""

    type: Literal["batch"]
    schedule: Cron
    """When it runs, as a cron expression."""
    timezone: TimeZone = "UTC"
    """The time zone that the schedule is read in."""
    inputs: list[Name] = Field(default_factory=list)
    """The datasets it reads."""
    output: Name | None = None
    """The dataset it writes."""
    history: Count = 3
    """How many finished jobs are kept."""
    orchestrator: Literal["airflow", "kubernetes"] | None = None
    """Who starts it: an Airflow DAG, or a Kubernetes CronJob; Airflow where it is an output."""


Deployment = Annotated[OnlineDeployment | BatchDeployment, Field(discriminator="type")]
