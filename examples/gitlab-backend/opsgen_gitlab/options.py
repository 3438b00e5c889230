"""The options under `outputs.plugins.gitlab`. `opsgen lint` validates them, and `opsgen schema` includes them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from opsgen.language.node import Node
from opsgen.language.types import Command, Line, RelativePath


def _yaml_file(path: str) -> str:
    if not path.endswith((".yml", ".yaml")):
        raise ValueError("GitLab reads pipelines from files that end in `.yml` or `.yaml`")
    return path


class GitlabOptions(Node):
    """A pipeline of GitLab CI."""

    path: Annotated[RelativePath, AfterValidator(_yaml_file)] = ".gitlab-ci.yml"
    """The file of the pipeline, below the project's folder."""
    image: Line | None = None
    """The image of the jobs that check; by default the project's image where opsgen.lock has its digest, else
    `python:3.12-slim`."""
    deploy_image: Line = "alpine/k8s:1.34.1"
    """The image of the jobs that deploy, with `kubectl` in it."""
    deploy: Command | None = None
    """The command that deploys an environment, which OPSGEN_ENV names; by default `kubectl apply`."""
    requirements: RelativePath = "requirements.txt"
    """The requirements file of everything that jobs run: the project's commands and tests, and opsgen itself."""
    test: Command | None = Field(default=["python", "-m", "pytest"])
    """The command that tests the project; none where there are no tests."""
    tags: list[Line] = Field(default_factory=list)
    """The tags of the runners that take the jobs."""
