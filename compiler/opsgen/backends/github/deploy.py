"""The workflow that deploys an environment.

The first environment runs what is merged: its workflow builds the image, and pins it for this run only. Each
other one runs what is committed for it, so that a promotion is a reviewed change of opsgen.lock. Attestations enforce
the order: an environment accepts an image only if this repository built it and the previous environment has run it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from opsgen import LOCKFILE
from opsgen.backends.github import apply, pins, steps
from opsgen.backends.github import image as images
from opsgen.backends.github.glob import below
from opsgen.backends.github.login import permission
from opsgen.backends.github.registry import full_name
from opsgen.backends.github.shell import command, script
from opsgen.backends.github.workflow import Job, Step, Workflow
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.workflow import Expression, Interpolation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Text
    from opsgen.graph import ProjectGraph
    from opsgen.language.project import Image
    from opsgen.render.encode.comment import Comment

_READ = permission("contents", "read", "to check the repository out")


def workflow(stage: Stage, following: Stage | None) -> Workflow:
    """Build the workflow of a stage; `following` is the next stage."""
    target = stage.target
    return Workflow(
        path=stage.workflow,
        source=target.source,
        notes=tuple(_notes(stage)),
        name=f"{target.project.name}: deploy to {target.name}",
        triggers=_triggers(stage),
        group=f"{target.project.name}-deploy-{target.name}",
        # A deployment that is cancelled halfway would leave a mixture of versions.
        cancel=False,
        jobs=tuple(_jobs(stage, following)),
        environment=target.name,
    )


def promotions(project: ProjectGraph, environment: str) -> tuple[str, ...]:
    """Return the paths that change when another environment is promoted, which need no new image."""
    folders = [
        f"{output.path}/{graph.name}"
        for graph in project.environments
        for output in (graph.spec.outputs.airflow, graph.spec.outputs.kubernetes)
        if graph.name != environment and output is not None
    ]
    return (LOCKFILE, ".opsgen/**", *map(below, folders)) if folders else ()


def _notes(stage: Stage) -> Iterator[Comment]:
    approval, teams = stage.target.graph.settings.approval, stage.target.graph.spec.teams
    if approval:
        reviewers = ", ".join(name for name in approval.reviewers if name in teams) or "its teams"
        yield comment_safe(f"Approved by {reviewers} - set reviewers and wait time in the GitHub environment.")


def _triggers(stage: Stage) -> dict[str, object]:
    if stage.built:
        return images.on_push(stage.target, promotions(stage.target.project, stage.target.name))
    push = {"branches": [stage.target.output.default_branch], "paths": [below(stage.folder)]}
    return {"push": push, "workflow_dispatch": {}}


def _jobs(stage: Stage, following: Stage | None) -> Iterator[Job]:
    digest = Expression(f"needs.{'image' if stage.built else 'manifests'}.outputs.digest")
    if stage.built:
        yield images.job(stage.target, stage.built)
    yield _manifests(stage, digest)
    yield apply.job(stage, digest)
    if stage.image and following:
        yield _attest(stage, stage.image, following.target, digest)


def _manifests(stage: Stage, digest: Expression) -> Job:
    """Build the job `manifests`. It installs the project's requirements, so it gets no credentials of the cluster."""
    before, after = [steps.checkout()], []
    if stage.built:
        before += _pin(stage, stage.built, digest)
    else:
        # `workflow_dispatch` lets the user choose a branch, and an unreviewed one must not reach an environment.
        before.insert(0, images.require_branch(stage.target))
        after += [_find(stage, stage.image)] if stage.image else []
    return Job(
        "manifests",
        "Manifests",
        stage.target.output.runs_on,
        minutes=30,
        needs=("image",) if stage.built else (),
        permissions=(_READ,),
        outputs={"digest": Expression("steps.find.outputs.digest")} if after else {},
        steps=(*before, *_render(stage), *after, steps.upload("Upload the manifests", apply.ARTIFACT, apply.FILE)),
    )


def _render(stage: Stage) -> tuple[Step, Step]:
    kustomize = ["kubectl", "kustomize", stage.folder, "--output", apply.FILE]
    return (
        Step("Set up kubectl", uses=pins.KUBECTL, inputs={"version": stage.kubernetes_version}),
        Step("Render the manifests", command(kustomize)),
    )


def _pin(stage: Stage, image: Image, digest: Expression) -> tuple[Step, ...]:
    target = stage.target
    env: dict[str, Text] = {"IMAGE": Interpolation(f"{image.repository}@", digest)}
    return (
        *steps.python(target.output),
        Step("Pin the image for this run", command(target.commands.pin(), variable="IMAGE"), env=env),
        Step("Build the artifacts", command(target.compile("build", "--env", target.name))),
    )


def _find(stage: Stage, image: Image) -> Step:
    env: dict[str, Text] = {
        "ENVIRONMENT": stage.target.name,
        "REPOSITORY": image.repository,
        "PIN": command(stage.target.commands.pin()),
    }
    return Step("Find the image", script("find-image"), id="find", env=env)


def _attest(stage: Stage, image: Image, following: GithubEnvironment, digest: Expression) -> Job:
    """Build the job `attest`. Its attestation allows `following` to run the image."""
    inputs: dict[str, Text | bool] = {
        "subject-name": full_name(image.repository),
        "subject-digest": digest,
        "predicate-type": apply.DEPLOYMENT,
        "predicate": json.dumps({"environment": stage.target.name}),
    }
    env: dict[str, Text] = {
        "NEXT": following.name,
        "PIN": command(following.commands.pin()),
        "REPOSITORY": image.repository,
        "DIGEST": digest,
    }
    return Job(
        "attest",
        "Attest the deployment",
        stage.target.output.runs_on,
        minutes=10,
        needs=("image" if stage.built else "manifests", "deploy"),
        permissions=(
            permission("id-token", "write", "to sign the attestation"),
            permission("attestations", "write", "to store the attestation"),
        ),
        steps=(
            Step(f"Attest the deployment to {stage.target.name}", uses=pins.ATTEST, inputs=inputs),
            Step("Show how to promote the image", script("show-how-to-promote"), env=env),
        ),
    )
