"""What the check and the artifacts both need: which environments have the pipeline, and which images jobs run in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.api import options

if TYPE_CHECKING:
    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen_gitlab.options import GitlabOptions

DEFAULT_IMAGE = "python:3.12-slim"


def targets(project: ProjectGraph) -> list[tuple[EnvironmentGraph, GitlabOptions]]:
    """The environments that want the pipeline, in the order of promotion, with their options."""
    found = [(graph, options(graph, "gitlab")) for graph in project.environments]
    return [(graph, given) for graph, given in found if given is not None]


def check_image(project: ProjectGraph, given: GitlabOptions) -> str:
    """The image of the jobs that check. A digest is worth more than a default tag."""
    pinned = (graph.image for graph in project.environments if graph.image and "@" in graph.image)
    return given.image or next(pinned, DEFAULT_IMAGE)


def deploy_command(graph: EnvironmentGraph, given: GitlabOptions) -> list[str] | None:
    """The command that deploys an environment; None where there is nothing to deploy."""
    if given.deploy:
        return given.deploy
    output = graph.spec.outputs.kubernetes
    if output is None or graph.settings.kubernetes is None:
        return None
    return ["kubectl", "apply", "--server-side", "--kustomize", f"{output.path}/{graph.name}"]
