"""Report what GitLab CI cannot express, and what is unsafe there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Finding, Place
from opsgen_gitlab import codes
from opsgen_gitlab.targets import check_image, deploy_command, targets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Code
    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen_gitlab.options import GitlabOptions

OPTIONS = ("outputs", "plugins", "gitlab")


def check(project: ProjectGraph) -> Iterator[tuple[Code, Finding]]:
    """Yield findings. Each names its place in the spec as a path; opsgen finds the line."""
    found = targets(project)
    for _, given in found[:1]:
        yield from _images(project, given, deploys=any(deploy_command(*target) for target in found))
    for graph, given in found:
        yield from _approval(graph, given)


def _images(project: ProjectGraph, given: GitlabOptions, *, deploys: bool) -> Iterator[tuple[Code, Finding]]:
    images = {"image": check_image(project, given)} | ({"deploy_image": given.deploy_image} if deploys else {})
    for option, image in images.items():
        if "@sha256:" not in image:
            help_ = (f"write `{option}: NAME@sha256:…`; `docker buildx imagetools inspect {image}` prints the digest",)
            message = f"the image `{image}` is not pinned by its digest"
            yield codes.UNPINNED_IMAGE, Finding(Place((*OPTIONS, option)), message, help_)


def _approval(graph: EnvironmentGraph, given: GitlabOptions) -> Iterator[tuple[Code, Finding]]:
    approval, place = graph.settings.approval, ("environments", graph.name, "approval")
    if approval is None:
        return
    if deploy_command(graph, given) is None:
        help_ = ("name a command in `outputs.plugins.gitlab.deploy`, or add `outputs.kubernetes`",)
        message = f"the pipeline has no job that deploys `{graph.name}`"
        yield codes.NOTHING_TO_DEPLOY, Finding(Place(place, "key"), message, help_)
    elif approval.wait:
        help_ = ("remove it; whoever approves the job decides when it runs",)
        yield codes.NO_WAIT, Finding(Place((*place, "wait"), "key"), "GitLab CI cannot wait before an approval", help_)
