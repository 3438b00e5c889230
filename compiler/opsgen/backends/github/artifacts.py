"""The workflows of a project."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from opsgen.backends.api import Artifact
from opsgen.backends.github import checked_data, ci, deploy, image, promote, train
from opsgen.backends.github.environment import targets
from opsgen.backends.github.folder import in_folder
from opsgen.backends.github.pins import Action, chosen
from opsgen.backends.github.stage import stages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.workflow import Step, Workflow
    from opsgen.graph import ProjectGraph


def artifacts(project: ProjectGraph) -> Iterator[Artifact]:
    """Yield every workflow of the project."""
    yield from map(_artifact, _all_pinned(project))


def used_actions(project: ProjectGraph) -> tuple[Action, ...]:
    """Return the actions that the workflows use, sorted by name."""
    found = {step.uses for each in _all_pinned(project) for job in each.jobs for step in job.steps if step.uses}
    return tuple(sorted(found))


def _all_pinned(project: ProjectGraph) -> Iterator[Workflow]:
    environments = tuple(targets(project))
    if not environments:
        return
    settings = environments[0].output.actions
    committed = {name: Action(name, *pin) for name, pin in project.actions.items()}
    for workflow in _workflows(project, environments):
        # `in_folder` recognizes actions by identity, and a chosen one may be another version or a mirror's.
        yield _pinned(in_folder(workflow, project.folder), lambda action: chosen(action, settings, committed))


def _artifact(workflow: Workflow) -> Artifact:
    return Artifact(workflow.path, "github/workflow.actions.yml.jinja", {"workflow": workflow}, workflow.environment)


def _pinned(workflow: Workflow, choose: Callable[[Action], Action]) -> Workflow:
    jobs = (replace(job, steps=tuple(_pinned_step(step, choose) for step in job.steps)) for job in workflow.jobs)
    return replace(workflow, jobs=tuple(jobs))


def _pinned_step(step: Step, choose: Callable[[Action], Action]) -> Step:
    return replace(step, uses=choose(step.uses)) if step.uses else step


def _workflows(project: ProjectGraph, environments: Sequence[GithubEnvironment]) -> Iterator[Workflow]:
    first = environments[0]
    yield ci.workflow(first)
    if checks := checked_data.workflow(environments):
        yield checks
    deployed = stages(project)
    yield from map(deploy.workflow, deployed)
    if project.frozen:
        yield promote.workflow(first)
    built = first.graph.spec.project.image
    if built and built.build and not any(stage.built for stage in deployed):
        yield image.workflow(first, built, deploy.promotions(project, first.name))
    for name in first.graph.spec.models:
        yield train.workflow(environments, name)
