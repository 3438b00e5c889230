from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from opsgen.language import values
from opsgen.language.node import Node
from opsgen.language.types import DnsLabel, ImageRepository, ImageTag, Line, RepositoryPath, Text, UpwardPath, Url


class ImageBuild(Node):
    """What CI builds the image from. Both paths are relative to the project's folder."""

    context: RepositoryPath = "."
    """Folder whose files the build can use, such as `../..` for the whole repository."""
    dockerfile: RepositoryPath | None = None
    """Dockerfile. By default, it is the file `Dockerfile` in the context."""


ImageBuildOrFolder = Annotated[
    ImageBuild, BeforeValidator(values.image_build), Field(json_schema_extra=values.or_folder)
]


class Image(Node):
    """The container image of tasks and servers. Its digests are pinned in `opsgen.lock`."""

    repository: ImageRepository
    """Name of the image without tag or digest, such as `ghcr.io/example/flight-delays`."""
    build: ImageBuildOrFolder | None = None
    """What CI builds the image from: the folder of the Dockerfile, or a `context` apart from the `dockerfile`. Leave it
    out if the image is built elsewhere."""


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
    shared: list[RepositoryPath] = Field(default_factory=list)
    """Folders of the repository outside of the project that it uses, such as `../../libs/common`. A change there starts
    its workflows."""
    version: ImageTag = "0.1.0"
    """Version of the project. It is the tag of the image until `opsgen.lock` has a digest."""
    image: Image | None = None
    """Container image of tasks and servers. `runner: kubernetes` and deployments require it."""
