from __future__ import annotations

from opsgen.language.node import Node
from opsgen.language.types import EnvironmentVariable


class SecretReference(Node):
    """A reference to a secret by its name. Neither specs nor artifacts contain the value."""

    secret: EnvironmentVariable
    """Name of the secret. It names a GitHub environment secret, a key of the project's Kubernetes Secret, and the
    environment variable of tasks."""
