"""The workflows of a project."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from opsgen.backends.api import Artifact
from opsgen.backends.github import ci, deploy, image, train
from opsgen.backends.github.environment import targets
from opsgen.backends.github.stage import stages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.workflow import Workflow
    from opsgen.graph import ProjectGraph


def artifacts(project: ProjectGraph) -> Iterator[Artifact]:
    """Yield every workflow of the project."""
    environments = tuple(targets(project))
    if environments:
        yield from map(_artifact, _workflows(project, environments))


def _artifact(workflow: Workflow) -> Artifact:
    return Artifact(workflow.path, "github/workflow.actions.yml.jinja", {"workflow": workflow}, workflow.environment)


def _workflows(project: ProjectGraph, environments: Sequence[GithubEnvironment]) -> Iterator[Workflow]:
    first = environments[0]
    yield ci.workflow(first)
    deployed = stages(project)
    for stage, following in pairwise((*deployed, None)):
        if stage is not None:
            yield deploy.workflow(stage, following)
    built = first.graph.spec.project.image
    if built and built.build and not any(stage.built for stage in deployed):
        yield image.workflow(first, built, deploy.promotions(project, first.name))
    for name in first.graph.spec.models:
        yield train.workflow(environments, name)
