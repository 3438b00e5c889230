"""The workflows of a project, and the action that their jobs share."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from opsgen.backends.api import Artifact
from opsgen.backends.github import (
    built,
    checked_data,
    ci,
    deploy,
    environments_script,
    image,
    owners,
    promote,
    promote_model,
    proof,
    setup,
    train,
)
from opsgen.backends.github.environment import targets
from opsgen.backends.github.folder import in_folder, used_outside
from opsgen.backends.github.pins import Action, chosen
from opsgen.backends.github.stage import stages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.setup import CompositeAction
    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Step, Workflow
    from opsgen.graph import ProjectGraph


def artifacts(project: ProjectGraph) -> Iterator[Artifact]:
    """Yield the action, every workflow of the project, and the script that sets up their environments."""
    environments = tuple(targets(project))
    if environments:
        choose = _choice(project, environments[0])
        workflows = tuple(_in_folder(project, environments))
        yield _action(setup.action(environments[0]), choose)
        yield from (_workflow(each, choose) for each in workflows)
        if owned := owners.owners(environments):
            yield Artifact(owned.path, "github/owners.codeowners.jinja", {"owners": owned})
        if found := environments_script.script(environments, workflows):
            yield Artifact(found.path, "github/environments.sh.jinja", {"script": found})


def used_actions(project: ProjectGraph) -> tuple[Action, ...]:
    """Return the actions that the workflows use, sorted by name."""
    environments = tuple(targets(project))
    if not environments:
        return ()
    jobs = [job for each in _workflows(project, environments) for job in each.jobs]
    steps = [*setup.action(environments[0]).steps, *(step for job in jobs for step in job.steps)]
    choose = _choice(project, environments[0])
    return tuple(sorted({choose(step.uses) for step in steps if step.uses}))


def _choice(project: ProjectGraph, first: GithubEnvironment) -> Callable[[Action], Action]:
    committed = {name: Action(name, *pin) for name, pin in project.actions.items()}
    return partial(chosen, settings=first.output.actions, committed=committed)


def _in_folder(project: ProjectGraph, environments: Sequence[GithubEnvironment]) -> Iterator[Workflow]:
    # Before actions are chosen: `in_folder` recognizes them by identity, and a chosen one may be another version or a
    # mirror's.
    shared = used_outside(environments[0].graph.spec.project, project.folder) if project.folder else ()
    return (in_folder(workflow, project.folder, shared) for workflow in _workflows(project, environments))


def _action(action: CompositeAction, choose: Callable[[Action], Action]) -> Artifact:
    pinned = replace(action, steps=_pinned(action.steps, choose))
    return Artifact(action.path, "github/action.actions.yml.jinja", {"action": pinned})


def _workflow(workflow: Workflow, choose: Callable[[Action], Action]) -> Artifact:
    jobs = tuple(replace(job, steps=_pinned(job.steps, choose)) for job in workflow.jobs)
    values = {"workflow": replace(workflow, jobs=jobs)}
    return Artifact(workflow.path, "github/workflow.actions.yml.jinja", values, workflow.environment)


def _pinned(steps: Iterable[Step], choose: Callable[[Action], Action]) -> tuple[Step, ...]:
    return tuple(replace(step, uses=choose(step.uses)) if step.uses else step for step in steps)


def _workflows(project: ProjectGraph, environments: Sequence[GithubEnvironment]) -> Iterator[Workflow]:
    first = environments[0]
    yield ci.workflow(first)
    if checks := checked_data.workflow(environments):
        yield checks
    deployed = stages(project)
    yield from _deployments(deployed)
    if project.frozen:
        yield promote.workflow(first)
    if promotions := promote_model.workflow(environments):
        yield promotions
    found = first.graph.spec.project.image
    if found and found.build and not any(stage.built for stage in deployed):
        yield image.workflow(first, found, deploy.promotions(project, first.name))
    for name in first.graph.spec.models:
        yield train.workflow(environments, name)


def _deployments(deployed: Sequence[Stage]) -> Iterator[Workflow]:
    """Yield the workflows that deploy, or those that build and prove what an engine in the cluster deploys."""
    for stage in deployed:
        if stage.target.graph.spec.outputs.gitops is None:
            yield deploy.workflow(stage)
        elif not stage.follows:
            yield proof.workflow(stage)
        elif stage.former is None and built.has_work(stage):
            yield built.workflow(stage)
