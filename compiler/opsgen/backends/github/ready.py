"""The job that branch protection requires: one check for all jobs of a workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github.shell import script
from opsgen.backends.github.workflow import Job, Step
from opsgen.render.encode.workflow import Expression, Interpolation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.workflow import Text


def job(target: GithubEnvironment, name: str, jobs: Sequence[str], may_skip: Text) -> Job:
    """Build the job `ready` with the name of the check; `may_skip` names the jobs that may be skipped."""
    results = Interpolation(*(part for id_ in jobs for part in (f"{id_}=", Expression(f"needs.{id_}.result"), " ")))
    env: dict[str, Text] = {"RESULTS": results, "MAY_SKIP": may_skip}
    # A job that is skipped counts as passed for branch protection, so this one always runs.
    step = Step("Require all jobs", script("require-jobs"), env=env)
    condition = Expression("always()")
    return Job("ready", name, target.output.runs_on, 5, (step,), needs=tuple(jobs), condition=condition)
