from __future__ import annotations

from pydantic import Field

from opsgen.language.node import Node
from opsgen.language.secret import SecretReference
from opsgen.language.types import Command, Count, Cron, Duration, EnvironmentVariable, Line, Quantity, Text, TimeZone


class Gpu(Node):
    """GPUs of a task or container."""

    count: int = Field(default=1, ge=1)
    """Number of GPUs."""
    resource: Line = "nvidia.com/gpu"
    """Extended resource of the cluster's device plugin."""
    product: Line | None = None
    """GPU model, matched against the node label `nvidia.com/gpu.product`."""


class TaskResources(Node):
    """Resources of a task. In a pod they are both request and limit."""

    cpu: Quantity | None = None
    """CPU cores, such as `500m` (half a core) or `2`."""
    memory: Quantity | None = None
    """Memory, such as `512Mi` or `4Gi`."""
    ephemeral_storage: Quantity | None = None
    """Disk space for temporary files, such as `10Gi`."""
    gpu: Gpu | None = None
    """GPUs of the task."""


class Schedule(Node):
    """When something runs automatically."""

    schedule: Cron | None = None
    """When it runs, as a cron expression such as `0 4 * * *` (daily at 04:00)."""
    timezone: TimeZone = "UTC"
    """Time zone of the schedule."""


class Execution(Node):
    """How a task runs and how it is retried."""

    timeout: Duration | None = None
    """How long it may run before it is stopped; `1h` by default."""
    retries: Count | None = None
    """Number of retries after a failure; 2 by default."""
    retry_delay: Duration | None = None
    """How long to wait before the first retry; `5m` by default. Each retry doubles it."""
    resources: TaskResources | None = None
    """Resources that it needs."""
    environment: dict[EnvironmentVariable, Text | SecretReference] = Field(default_factory=dict)
    """Environment variables of the command: text, or a secret as `{secret: NAME}`."""


class CommandTask(Execution):
    """A command of the project."""

    command: Command
    """Program and arguments, one list item each. They are not passed through a shell."""
