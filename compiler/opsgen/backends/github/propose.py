"""Pull requests of workflows: a job without rights makes the change, and one without the project's code proposes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import release, steps
from opsgen.backends.github.login import READ, permission
from opsgen.backends.github.setup import python
from opsgen.backends.github.shell import script
from opsgen.backends.github.workflow import Job, Step
from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Permission, Text

_ARTIFACT = "change"
# Only a deployment that has changed the cluster needs a change in git.
_HAS_FAILED = (
    "needs.deploy.result == 'failure' && needs.deploy.outputs.applied != ''"
    " && needs.deploy.outputs.applied != 'skipped'"
)


def rollback(stage: Stage) -> Iterator[Job]:
    """Yield the jobs that propose to roll back in git, after the cluster was rolled back."""
    is_needed = _HAS_FAILED
    if release.is_emergency_allowed(stage):
        is_needed = (
            f"({_HAS_FAILED} && inputs.release == '') || (needs.deploy.result == 'success' && inputs.release != '')"
        )
    env: dict[str, Text] = {
        "ENVIRONMENT": stage.target.name,
        "WANTED": release.wanted(stage),
        "SPEC": stage.target.spec_option,
    }
    step = Step("Roll back", script("rollback"), env=env)
    yield from jobs(
        stage.target,
        step,
        "rollback",
        needs=("release", "deploy"),
        condition=Expression(f"!cancelled() && ({is_needed})"),
    )


def jobs(
    target: GithubEnvironment,
    change: Step,
    id_: str,
    *,
    needs: tuple[str, ...] = (),
    condition: Expression | None = None,
    permissions: tuple[Permission, ...] = (),
    before: tuple[Step, ...] = (),
) -> Iterator[Job]:
    """Yield the job that makes a change by a command of opsgen, and the job that opens its pull request."""
    yield Job(
        id_,
        change.name,
        target.output.runs_on,
        minutes=20,
        needs=needs,
        condition=condition,
        permissions=(READ, *permissions),
        outputs={"title": Expression("steps.keep.outputs.title")},
        steps=(
            *before,
            steps.checkout(history=True),
            python(target),
            change,
            keep(target),
            upload(),
        ),
    )
    yield proposal(target, id_)


def keep(target: GithubEnvironment, condition: Expression | None = None) -> Step:
    """Return the step that keeps a change as a patch, with its title."""
    env: dict[str, Text] = {"PROJECT": target.project.name}
    return Step("Keep the change", script("keep-change"), id="keep", condition=condition, env=env)


def upload(condition: Expression | None = None) -> Step:
    """Return the step that hands the change on to the job that proposes it."""
    return steps.upload("Upload the change", _ARTIFACT, steps.temporary(_ARTIFACT), condition=condition)


def proposal(
    target: GithubEnvironment,
    change: str,
    *,
    checkout: Step | None = None,
    before: tuple[Step, ...] = (),
    is_needed: str | None = None,
    is_open: str | None = None,
) -> Job:
    """Build the job that opens the pull request of a change.

    `before` has steps that come first, `is_needed` is one more condition of the job, and `is_open` is the condition of
    the pull request.
    """
    env: dict[str, Text] = {
        "GH_TOKEN": Expression("github.token"),
        "PROJECT": target.project.name,
        "BRANCH": target.output.default_branch,
        "TITLE": Expression(f"needs.{change}.outputs.title"),
    }
    return Job(
        "propose",
        "Open a pull request",
        target.output.runs_on,
        minutes=10,
        needs=(change,),
        # Without a status function, a deployment that failed before would skip this job.
        condition=Expression(
            f"!cancelled() && needs.{change}.result == 'success'" + (f" && {is_needed}" if is_needed else "")
        ),
        permissions=(
            permission("contents", "write", "to push the branch of the pull request"),
            permission("pull-requests", "write", "to open the pull request"),
        ),
        steps=(
            checkout or steps.checkout(),
            steps.download("Download the change", _ARTIFACT, _ARTIFACT),
            *before,
            Step(
                "Open the pull request",
                script("propose"),
                condition=Expression(is_open) if is_open else None,
                env=env,
            ),
        ),
    )
