"""What the GitHub output contains: which workflows there are, and what the spec asks for beyond them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from opsgen.backends.github import ci, deploy, findings, image, train
from opsgen.backends.github.stage import stages
from opsgen.backends.github.target import targets
from opsgen.backends.protocol import Artifact, Plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.github.target import Target
    from opsgen.backends.github.workflow import Workflow
    from opsgen.diagnostics import Code, Finding
    from opsgen.graph import Project


def plan(project: Project) -> Plan:
    """Decide on every workflow."""
    environments = tuple(targets(project))
    if not environments:
        return Plan(())
    artifacts = tuple(map(_artifact, _workflows(project, environments)))
    return Plan(artifacts, tuple(dict.fromkeys(_findings(environments))))


def _artifact(workflow: Workflow) -> Artifact:
    return Artifact(workflow.path, "github/workflow.yml.jinja", {"workflow": workflow}, workflow.environment)


def _workflows(project: Project, environments: Sequence[Target]) -> Iterator[Workflow]:
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


def _findings(environments: Sequence[Target]) -> Iterator[tuple[Code, Finding]]:
    for target in environments:
        yield from findings.of_environment(target)
    for name in environments[-1].graph.spec.models:
        yield from findings.of_model(environments[-1], name)
