from __future__ import annotations

from pydantic import Field

from opsgen.language.node import Node
from opsgen.language.secret import SecretReference
from opsgen.language.types import Command, Count, Cron, Duration, EnvironmentVariable, Line, Quantity, Text, TimeZone


class Gpu(Node):
    """GPUs that a task needs."""

    count: int = Field(default=1, ge=1)
    """How many."""
    resource: Line = "nvidia.com/gpu"
    """The extended resource that the cluster's device plugin offers."""
    product: Line | None = None
    """The kind of GPU, matched against the node label `nvidia.com/gpu.product`."""


class TaskResources(Node):
    """What a task needs; in a pod it is both what is requested and the limit."""

    cpu: Quantity | None = None
    """Processor time, in cores."""
    memory: Quantity | None = None
    """Memory."""
    ephemeral_storage: Quantity | None = None
    """Space for temporary files."""
    gpu: Gpu | None = None
    """GPUs."""


class Schedule(Node):
    """When something runs of itself."""

    schedule: Cron | None = None
    """When it runs, as a cron expression."""
    timezone: TimeZone = "UTC"
    """The time zone that the schedule is read in."""


class Execution(Node):
    """How a task is run, and what happens where it fails."""

    timeout: Duration | None = None
    """How long it may take before it is stopped; one hour by default."""
    retries: Count | None = None
    """How often it is tried again; twice by default."""
    retry_delay: Duration | None = None
    """How long to wait before the first retry, doubling with each; five minutes by default."""
    resources: TaskResources | None = None
    """What it needs."""
    environment: dict[EnvironmentVariable, Text | SecretReference] = Field(default_factory=dict)
    """Environment variables for the command, as text or as references to secrets."""


class CommandTask(Execution):
    """A command of the project's own."""

    command: Command
    """The program and its arguments, one list item each; no shell reads them."""
