"""The workflow that proves a release before it is merged, where an engine in the cluster applies what is merged.

It runs for pull requests as the default branch has it, so a pull request cannot change its own proof. It reads the
files of the pull request, and runs none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen import LOCKFILE
from opsgen.backends.github import ready, release, steps
from opsgen.backends.github.attest import BUILD
from opsgen.backends.github.glob import below
from opsgen.backends.github.login import READ, merge, permission
from opsgen.backends.github.shell import script
from opsgen.backends.github.stage import folders, pin_files
from opsgen.backends.github.workflow import Job, Step, Workflow
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.workflow import Expression, Interpolation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Text
    from opsgen.render.encode.comment import Comment

_IS_CHANGED = Expression("steps.change.outputs.changed == 'true'")

# After the merge, it is too late to refuse.
_IS_UNPROVEN = Expression("needs.release.outputs.unproven != '' && github.event_name != 'push'")


def workflow(stage: Stage) -> Workflow:
    """Build the workflow that proves the releases of an environment."""
    target = stage.target
    branch = target.output.default_branch
    return Workflow(
        path=target.path(f"prove-{target.name}"),
        source=target.source,
        notes=tuple(_notes(stage)),
        name=f"{target.project.name}: prove {target.name}",
        triggers={
            "pull_request_target": {"branches": [branch]},
            "merge_group": {},
            "push": {"branches": [branch], "paths": [*map(below, folders(target.graph)), LOCKFILE]},
        },
        group=Interpolation(
            f"{target.group('prove', target.name)}/", Expression("github.event.pull_request.number || github.ref")
        ),
        cancel=Expression("github.event_name == 'pull_request_target'"),
        jobs=(_read(stage), _prove(stage), _ready(stage)),
        environment=target.name,
    )


def _notes(stage: Stage) -> Iterator[Comment]:
    yield comment_safe("Merging a release deploys it. Require this check for pull requests to the default branch.")
    if not stage.attests:
        yield comment_safe("Not attested - nothing proves which files the commit gives and who built the image.")
    elif stage.image and not stage.first.built:
        yield comment_safe("Another repository builds the image, so nothing proves where it comes from.")


def _read(stage: Stage) -> Job:
    """Build the job `release`. It reads which release a change gives the environment, if it changes it."""
    env: dict[str, Text] = {
        **release.about(stage),
        "KEY": release.key(stage.target.name),
        "GH_TOKEN": Expression("github.token"),
        "PULL_REQUEST": Expression("github.event.pull_request.number"),
        "HEAD_SHA": Expression("github.event.pull_request.head.sha"),
        "BEFORE": Expression("github.event.merge_group.base_sha || github.event.before"),
        "PATHS": "\n".join(folders(stage.target.graph)),
    }
    return Job(
        "release",
        "Release",
        stage.target.output.runs_on,
        minutes=10,
        permissions=(READ,),
        outputs={**release.OUTPUTS, "base": Expression("steps.change.outputs.base")},
        steps=(
            steps.checkout(history=True),
            Step("Read the change", script("read-change"), id="change", env=env),
            release.reading(stage, "", _IS_CHANGED),
        ),
    )


def _prove(stage: Stage) -> Job:
    image = release.image_verification(stage, late=False)
    env: dict[str, Text] = {"GH_TOKEN": Expression("github.token"), "AT": Expression("needs.release.outputs.at")}
    own = [READ, permission("statuses", "read", "to read whether an environment is healthy")]
    if stage.attests:
        own.append(permission("attestations", "read", "to verify what was attested"))
    return Job(
        "proof",
        "Proof",
        stage.target.output.runs_on,
        minutes=20,
        needs=("release",),
        condition=release.IS_PROMOTED,
        permissions=merge(tuple(own), image.permissions),
        steps=(
            steps.checkout(history=True),
            Step("Check out the change", script("check-out-change"), env=env),
            release.list_files(stage.target.graph, stage.target.project),
            Step("Require the files of the release", script("require-files"), env=release.compared(stage)),
            *release.require_pins(stage),
            *_built(stage),
            *_healthy(stage),
            *image.steps,
            _unproven(stage),
        ),
    )


def _unproven(stage: Stage) -> Step:
    """Refuse a release whose entry asks for no proof: with one line in the lock, a pull request could do without."""
    env: dict[str, Text] = {
        "ENVIRONMENT": stage.target.name,
        "UNPROVEN": Expression("needs.release.outputs.unproven"),
    }
    return Step("Refuse what nothing proves", script("refuse-unproven"), condition=_IS_UNPROVEN, env=env)


def _built(stage: Stage) -> Iterator[Step]:
    """Yield the step that refuses files and an image that the commit of the release does not give."""
    if not stage.attests:
        return
    commit, first = Expression("needs.release.outputs.commit"), stage.first
    env: dict[str, Text] = {
        "GH_TOKEN": Expression("github.token"),
        **release.compared(stage),
        "FORMER": first.target.name,
        "COMMIT": commit,
        "PROJECT": stage.target.project.name,
        "IMAGE": Expression("needs.release.outputs.image") if first.built else "",
        "PREDICATE_TYPE": BUILD,
        "SIGNER": first.workflow,
        "BRANCH": stage.target.output.default_branch,
        "SOURCE_DIGEST": commit,
    }
    yield Step("Verify which files the commit gives", script("verify-release"), condition=release.IS_PROVEN, env=env)


def _healthy(stage: Stage) -> Iterator[Step]:
    """Yield the step that refuses what the environment before has not run, as its engine reports it."""
    former, gitops = stage.former, stage.target.graph.spec.outputs.gitops
    if former is None or gitops is None:
        return
    target = former.target
    pins = pin_files(target.graph, target.project)
    env: dict[str, Text] = {
        "GH_TOKEN": Expression("github.token"),
        **release.about(stage),
        "COMMIT": Expression("needs.release.outputs.commit"),
        "IMAGE": Expression("needs.release.outputs.image"),
        "BASE": Expression("needs.release.outputs.base"),
        "CONTEXT": f"{target.project.name} / {target.name}",
        "CREATOR": gitops.status_creator or "",
        "FORMER_KEY": "" if former.follows else release.key(target.name),
        "IS_ATTESTED": "true" if stage.attests else "",
        "PATHS": "\n".join(folders(target.graph)),
        "PINS": "\n".join(pins.paths),
        "PIN": pins.kubernetes,
        "REPOSITORY": stage.image.repository if stage.image else "",
    }
    name = f"Verify that {target.name} is healthy with the release"
    yield Step(name, script("verify-status"), condition=release.IS_PROVEN, env=env)


def _ready(stage: Stage) -> Job:
    """Build the job that branch protection requires."""
    name = f"{stage.target.project.name} / {stage.target.name} is proven"
    return ready.job(stage.target, name, ("release", "proof"), "proof")
