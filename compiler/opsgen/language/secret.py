from __future__ import annotations

from opsgen.language.node import Node
from opsgen.language.types import EnvironmentVariable


class SecretReference(Node):
    """The name of a secret; its value never stands in a spec, nor in an artifact."""

    secret: EnvironmentVariable
    """The secret's name: a GitHub environment secret, a key of the project's Kubernetes Secret, and the variable that
    tasks read it from."""
