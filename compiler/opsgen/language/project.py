from __future__ import annotations

from opsgen.language.node import Node
from opsgen.language.types import DnsLabel, ImageRepository, ImageTag, Line, RelativePath, Text, Url


class Image(Node):
    """The container image that tasks and servers run; its digests stand in opsgen.lock."""

    repository: ImageRepository
    """The image's name without tag or digest, e.g. `ghcr.io/example/flight-delays`."""
    build: RelativePath | None = None
    """The folder with the Dockerfile that CI builds the image from; none where it is built elsewhere."""


class Project(Node):
    """What all parts of the spec belong to."""

    name: DnsLabel
    """The project's name; it begins the names of its DAGs and workflows, and labels everything that is built."""
    description: Text | None = None
    """What the project is for."""
    owner: Line
    """The team that owns whatever does not name an owner of its own."""
    repository: Url | None = None
    """The address of the source repository."""
    version: ImageTag = "0.1.0"
    """The project's version, and the tag of its image where opsgen.lock has no digest yet."""
    image: Image | None = None
    """The image that tasks and servers run; needed by `runner: kubernetes` and by deployments."""
