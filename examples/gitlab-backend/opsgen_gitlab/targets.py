"""Used by the check and by the artifacts: the environments that have the pipeline, and the images of its jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.api import options

if TYPE_CHECKING:
    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen_gitlab.options import GitlabOptions

DEFAULT_IMAGE = "python:3.12-slim"


def targets(project: ProjectGraph) -> list[tuple[EnvironmentGraph, GitlabOptions]]:
    """Return the environments that have the pipeline, in the order of promotion, with their options."""
    found = [(graph, options(graph, "gitlab")) for graph in project.environments]
    return [(graph, given) for graph, given in found if given is not None]


def check_image(project: ProjectGraph, given: GitlabOptions) -> str:
    """Return the image of the jobs that check: the option, else the project's image if its digest is locked."""
    pinned = (graph.image for graph in project.environments if graph.image and "@" in graph.image)
    return given.image or next(pinned, DEFAULT_IMAGE)


def deploy_command(graph: EnvironmentGraph, given: GitlabOptions) -> list[str] | None:
    """Return the command that deploys an environment, or None if there is nothing to deploy."""
    if given.deploy:
        return given.deploy
    output = graph.spec.outputs.kubernetes
    if output is None or graph.settings.kubernetes is None:
        return None
    return ["kubectl", "apply", "--server-side", "--kustomize", f"{output.path}/{graph.name}"]
