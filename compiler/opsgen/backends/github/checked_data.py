"""The workflow that checks the stored data of each environment after a merge, with the rules that were merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import steps
from opsgen.backends.github.identity import checkable, environment_name, identity_of
from opsgen.backends.github.image import require_branch
from opsgen.backends.github.login import LIFETIME, READ, login, merge
from opsgen.backends.github.setup import python
from opsgen.backends.github.workflow import Job, Workflow
from opsgen.graph import tasks
from opsgen.render.encode.comment import comment_safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.language.environment import CloudIdentity
    from opsgen.render.encode.comment import Comment

NAME = "check-data"
_CHECK = 40
"""Minutes. With the preparation, the job ends before the first login expires."""


def workflow(environments: Sequence[GithubEnvironment]) -> Workflow | None:
    """Build the workflow, with a job for each environment that has an identity to read its data; None without any."""
    first = environments[0]
    jobs: list[Job] = []
    notes: list[Comment] = []
    for target in environments:
        identity, names = identity_of(target.graph, "data"), checkable(target.graph)
        if identity and names:
            jobs.append(_job(target, identity, names))
            notes.extend(_notes(target, names))
    if not jobs:
        return None
    return Workflow(
        path=first.path(NAME),
        source=first.source,
        notes=tuple(notes),
        name=f"{first.project.name}: check data",
        # Never a pull request: its code is not reviewed, and this workflow reads the data.
        triggers={"push": {"branches": [first.output.default_branch]}, "workflow_dispatch": {}},
        group=first.group(NAME),
        cancel=False,
        jobs=tuple(jobs),
    )


def _notes(target: GithubEnvironment, names: Sequence[str]) -> Iterator[Comment]:
    missed = len(target.graph.datasets) - len(names)
    if missed:
        what = "1 dataset that is" if missed == 1 else f"{missed} datasets that are"
        yield comment_safe(f"In {target.name}, it does not check {what} stored elsewhere or compared with such data.")


def _job(target: GithubEnvironment, identity: CloudIdentity, names: Sequence[str]) -> Job:
    graph = target.graph
    connection = graph.spec.connections[graph.spec.datasets[names[0]].source.connection]
    access = login(graph, identity, LIFETIME, connection)
    return Job(
        id=target.name,
        name=f"Check data in {target.name}",
        runs_on=target.output.runs_on,
        minutes=LIFETIME,
        environment={"name": environment_name(target.name, "data")},
        permissions=merge((READ,), access.permissions),
        env=tasks.environment_variables(graph),
        steps=(
            require_branch(target),
            steps.checkout(),
            python(target),
            *access.steps,
            steps.checked("Check the data", target.commands.check(*names), {}, minutes=_CHECK),
        ),
    )
