"""The workflow of the first environment where an engine in the cluster deploys, so that workflows need no access to it.

The workflow builds the image, attests which files the commit gives to each environment, and commits the pin of the
image. The engine applies what is committed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen import LOCKFILE
from opsgen.backends.github import attest, deploy, following, propose, steps
from opsgen.backends.github import image as images
from opsgen.backends.github.login import READ
from opsgen.backends.github.setup import python
from opsgen.backends.github.shell import script
from opsgen.backends.github.stage import folders, pin_files
from opsgen.backends.github.workflow import Job, Step, Workflow
from opsgen.emit.manifest import MANIFEST
from opsgen.render.encode.workflow import Expression, Interpolation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Text
    from opsgen.language.project import Image

_IS_PINNED = Expression("steps.pin.outputs.at != ''")


def workflow(stage: Stage) -> Workflow:
    """Build the workflow of the first environment."""
    target = stage.target
    # The commit with the pin needs no image of its own.
    own = (LOCKFILE, ".opsgen/**", *pin_files(target.graph, target.project).paths)
    ignored = tuple(dict.fromkeys((*own, *deploy.promotions(target.project, target.name))))
    return Workflow(
        path=stage.workflow,
        source=target.source,
        name=f"{target.project.name}: build for {target.name}",
        triggers=images.on_push(target, ignored),
        group=target.group("deploy", target.name),
        cancel=False,
        jobs=tuple(_jobs(stage)),
        environment=target.name,
    )


def has_work(stage: Stage) -> bool:
    """Whether a commit needs an image or an attestation."""
    return bool(stage.built or (stage.later and stage.attests))


def _jobs(stage: Stage) -> Iterator[Job]:
    before = ("image",) if stage.built else ()
    if stage.built:
        yield images.job(stage.target, stage.built, attests=stage.attests)
    if stage.later and stage.attests:
        yield following.lists(stage)
        yield attest.build(stage, needs=(*before, "lists"))
        before = (*before, "attest")
    if stage.built and pin_files(stage.target.graph, stage.target.project).paths:
        yield _pin(stage, stage.built, before)
        yield _propose(stage)


def _pin(stage: Stage, image: Image, needs: tuple[str, ...]) -> Job:
    """Build the job `pin`. It runs the project's requirements, so it has no rights."""
    target = stage.target
    env: dict[str, Text] = {
        "ENVIRONMENT": target.name,
        "IMAGE": Interpolation(f"{image.repository}@", Expression("needs.image.outputs.digest")),
        "PATHS": "\n".join(folders(target.graph)),
        "PINS": "\n".join(pin_files(target.graph, target.project).paths),
        "SPEC": target.spec_option,
    }
    return Job(
        "pin",
        f"Pin the image of {target.name}",
        target.output.runs_on,
        minutes=20,
        needs=needs,
        permissions=(READ,),
        outputs={"title": Expression("steps.keep.outputs.title"), "at": Expression("steps.pin.outputs.at")},
        steps=(
            # The branch may have newer commits than the one that this run is for.
            steps.checkout(ref=Expression("github.ref"), history=True),
            python(target),
            Step("Pin the image", script("pin"), id="pin", env=env),
            propose.keep(target, condition=_IS_PINNED),
            propose.upload(condition=_IS_PINNED),
        ),
    )


def _propose(stage: Stage) -> Job:
    """Build the job `propose`, which commits the pin, or opens a pull request where the branch is protected."""
    target = stage.target
    env: dict[str, Text] = {
        "GH_TOKEN": Expression("github.token"),
        "BRANCH": target.output.default_branch,
        "TITLE": Expression("needs.pin.outputs.title"),
        "FILES": "\n".join((*pin_files(target.graph, target.project).paths, LOCKFILE, MANIFEST)),
    }
    push = Step("Commit the pinned image", script("push-change"), id="push", env=env)
    return propose.proposal(
        target,
        "pin",
        checkout=steps.checkout(ref=Expression("needs.pin.outputs.at")),
        before=(push,),
        is_needed="needs.pin.outputs.at != ''",
        is_open="steps.push.outputs.pushed != 'true'",
    )
