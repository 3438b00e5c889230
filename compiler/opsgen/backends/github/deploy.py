"""The workflow that deploys an environment.

The first environment runs what is merged: its workflow builds the image, pins it for this run only, and attests what
the environment has run. Each later one runs the release that is committed for it, and proves it first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen import LOCKFILE
from opsgen.backends.github import apply, attest, following, propose, release, ship
from opsgen.backends.github import image as images
from opsgen.backends.github.glob import below
from opsgen.backends.github.stage import folders
from opsgen.backends.github.workflow import Workflow
from opsgen.render.encode.comment import comment_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.login import Login
    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Job
    from opsgen.graph import ProjectGraph
    from opsgen.render.encode.comment import Comment


def workflow(stage: Stage) -> Workflow:
    """Build the workflow of a stage."""
    target = stage.target
    return Workflow(
        path=stage.workflow,
        source=target.source,
        notes=tuple(_notes(stage)),
        name=f"{target.project.name}: deploy to {target.name}",
        triggers=_triggers(stage),
        group=target.group("deploy", target.name),
        # A deployment that is cancelled halfway would leave a mixture of versions.
        cancel=False,
        jobs=tuple(_jobs(stage)),
        environment=target.name,
    )


def promotions(project: ProjectGraph, environment: str) -> tuple[str, ...]:
    """Return the paths that change when another environment is promoted, which need no new image."""
    others = [folder for graph in project.environments if graph.name != environment for folder in folders(graph)]
    return (LOCKFILE, ".opsgen/**", *map(below, others)) if others else ()


def _notes(stage: Stage) -> Iterator[Comment]:
    approval, teams = stage.target.graph.settings.approval, stage.target.graph.spec.teams
    if approval:
        reviewers = ", ".join(name for name in approval.reviewers if name in teams) or "its teams"
        yield comment_safe(f"Approved by {reviewers} - set reviewers and wait time in the GitHub environment.")
    if not stage.follows and not stage.attests and stage.former:
        former = stage.former.target.name
        yield comment_safe(f"Not attested - a successful run of the workflow of {former} on GitHub is the proof.")
        yield comment_safe("Nothing proves which files ran and who built the image.")
    elif not stage.follows and stage.image and not stage.first.built:
        yield comment_safe("Another repository builds the image, so nothing proves where it comes from.")


def _triggers(stage: Stage) -> dict[str, object]:
    target = stage.target
    if stage.former is None:
        return images.on_push(target, promotions(target.project, target.name))
    paths = [*map(below, folders(target.graph)), LOCKFILE]
    by_hand = {"inputs": release.INPUTS} if release.is_emergency_allowed(stage) else {}
    return {"push": {"branches": [target.output.default_branch], "paths": paths}, "workflow_dispatch": by_hand}


def _jobs(stage: Stage) -> Iterator[Job]:
    if stage.follows:
        if stage.built:
            yield images.job(stage.target, stage.built, attests=stage.attests)
        files = stage.files_job
        yield following.manifests(stage)
        yield _deploy(stage, needs=(files,), before=following.verification(stage))
        if stage.former is None and stage.later:
            yield attest.job(stage, needs=("image", files, "deploy") if stage.built else (files, "deploy"))
        return
    yield release.read(stage)
    yield release.prove(stage)
    yield _deploy(stage, needs=("release", "proof"), before=release.late_verification(stage))
    if stage.later and stage.attests:
        yield attest.job(stage, needs=("release", "proof", "deploy"), condition=release.IS_PROVEN)
    yield from propose.rollback(stage)


def _deploy(stage: Stage, needs: tuple[str, ...], before: Login) -> Job:
    """Build the job that deploys: manifests with the DAGs, or DAGs alone."""
    return apply.job(stage, needs, before) if stage.folder else ship.job(stage, needs, before)
