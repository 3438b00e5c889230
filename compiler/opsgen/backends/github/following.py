"""The manifests of an environment that follows the spec, and the lists of files that later environments would run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import ship, steps
from opsgen.backends.github.image import require_branch
from opsgen.backends.github.login import READ, Login
from opsgen.backends.github.manifests import render
from opsgen.backends.github.release import ARTIFACT, list_files, verify_image
from opsgen.backends.github.setup import python
from opsgen.backends.github.shell import command, script
from opsgen.backends.github.stage import folders
from opsgen.backends.github.workflow import Job, Step
from opsgen.render.encode.workflow import Expression, Interpolation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Text
    from opsgen.language.project import Image

_PREVIEW = steps.temporary("preview")


def manifests(stage: Stage) -> Job:
    """Build the job that builds the files. It installs the project's requirements, so it gets no credentials."""
    found = stage.image is not None and not stage.built
    return Job(
        stage.files_job,
        stage.files_job.capitalize(),
        stage.target.output.runs_on,
        minutes=30,
        needs=("image",) if stage.built else (),
        permissions=(READ,),
        outputs={"digest": Expression("steps.find.outputs.digest")} if found else {},
        steps=tuple(_steps(stage)),
    )


def lists(stage: Stage) -> Job:
    """Build the job `lists`, which lists the files of all environments where no workflow deploys."""
    target = stage.target
    return Job(
        "lists",
        "Files of the environments",
        target.output.runs_on,
        minutes=30,
        permissions=(READ,),
        steps=(
            require_branch(target),
            steps.checkout(),
            python(target),
            _preview(target),
            *_lists(stage),
        ),
    )


def _steps(stage: Stage) -> Iterator[Step]:
    target = stage.target
    # `workflow_dispatch` lets the user choose a branch, and an unreviewed one must not reach an environment.
    yield require_branch(target)
    yield steps.checkout()
    yield python(target)
    if stage.built:
        digest = Expression("needs.image.outputs.digest")
        env: dict[str, Text] = {"IMAGE": Interpolation(f"{stage.built.repository}@", digest)}
        yield Step("Pin the image for this run", command(target.commands.pin(), variable="IMAGE"), env=env)
    yield _preview(target)
    if stage.image and not stage.built:
        yield _find(stage, stage.image)
    if stage.folder:
        yield from render(stage, steps.temporary(f"preview/{stage.folder}"))
    yield from ship.keep(stage, "preview")
    if stage.former is None and stage.attests and stage.later:
        yield from _lists(stage)


def _preview(target: GithubEnvironment) -> Step:
    build = command(target.compile("build", "--output"), variable="PREVIEW")
    return Step("Build the files of all environments", build, env={"PREVIEW": _PREVIEW})


def _lists(stage: Stage) -> Iterator[Step]:
    for graph in stage.listed:
        yield list_files(graph, stage.target.project, _PREVIEW)
    yield Step("Describe the lists", script("describe-files"))
    yield steps.upload("Upload the lists", ARTIFACT, steps.temporary(ARTIFACT))


def verification(stage: Stage) -> Login:
    """Return the steps that verify an image that an earlier environment's workflow has built."""
    if stage.built or stage.image is None or not stage.first.built or not stage.attests:
        return Login()
    digest = Expression(f"needs.{stage.files_job}.outputs.digest")
    return verify_image(stage, stage.image, Interpolation(f"{stage.image.repository}@", digest), {})


def _find(stage: Stage, image: Image) -> Step:
    env: dict[str, Text] = {
        "ENVIRONMENT": stage.target.name,
        "REPOSITORY": image.repository,
        "PIN": command(stage.target.commands.pin()),
        "FOLDER": _PREVIEW,
        "PATHS": "\n".join(folders(stage.target.graph)),
    }
    return Step("Find the image", script("find-image"), id="find", env=env)
