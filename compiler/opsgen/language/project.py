from __future__ import annotations

from opsgen.language.node import Node
from opsgen.language.types import DnsLabel, ImageRepository, ImageTag, Line, RelativePath, Text, UpwardPath, Url


class Image(Node):
    """The container image of tasks and servers. Its digests are pinned in `opsgen.lock`."""

    repository: ImageRepository
    """Name of the image without tag or digest, such as `ghcr.io/example/flight-delays`."""
    build: RelativePath | None = None
    """Folder of the Dockerfile that CI builds the image from. Leave it out if the image is built elsewhere."""


class Project(Node):
    """The project that all parts of the spec belong to."""

    name: DnsLabel
    """Name of the project. It is the prefix of DAGs and workflows and a label of everything that is built."""
    description: Text | None = None
    """What the project is for."""
    owner: Line
    """Default owner: the team that owns every part without its own `owner`."""
    repository: Url | None = None
    """Address of the source repository."""
    root: UpwardPath | None = None
    """Root of the repository, as the way from the spec's folder, such as `../..`. By default, it is the nearest folder
    upwards with `.git`, or the spec's folder if there is none. Workflows go there."""
    version: ImageTag = "0.1.0"
    """Version of the project. It is the tag of the image until `opsgen.lock` has a digest."""
    image: Image | None = None
    """Container image of tasks and servers. `runner: kubernetes` and deployments require it."""
