"""The Applications of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.api import Artifact
from opsgen.backends.gitops.application import application
from opsgen.backends.gitops.environment import targets
from opsgen.render.encode.comment import comment_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import ProjectGraph


def artifacts(project: ProjectGraph) -> Iterator[Artifact]:
    """Yield the Application of each environment.

    They follow the spec and belong to no release: an Application decides where a release comes from.
    """
    for target in targets(project):
        values = {"spec_file": comment_safe(project.source), "application": application(target)}
        yield Artifact(target.path, "gitops/application.yaml.jinja", values, target.graph.name)
