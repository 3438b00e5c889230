"""The script that sets up GitHub environments: no file in a repository can give them reviewers or limit branches."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from opsgen.backends.github.identity import CLASSES, environment_name
from opsgen.language.values import seconds
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.workflow import Expression, Interpolation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.workflow import Step, Workflow
    from opsgen.render.encode.comment import Comment

_TAKEN = re.compile(r"\b(secrets|vars)\.(\w+)")
MARK = "\n# The environments of the spec\n"
"""The line after which all values of the spec follow."""


class GithubTeam(NamedTuple):
    """A team of an organization."""

    organization: str
    name: str


class Reviewed(NamedTuple):
    """A GitHub environment, as the script sets it up."""

    name: str
    wait: int
    """Minutes."""
    branch: str
    teams: tuple[GithubTeam, ...]
    users: tuple[str, ...]
    without_handle: tuple[str, ...]
    """Teams of the spec that approve, but have no handle."""
    secrets: tuple[str, ...]
    variables: tuple[str, ...]

    @property
    def calls(self) -> Iterator[str]:
        """The words of its lines."""
        yield from ("environment", self.name, str(self.wait), self.branch)
        for team in self.teams:
            yield from ("team", *team)
        lists = {
            "user": self.users,
            "without_handle": self.without_handle,
            "secret": self.secrets,
            "variable": self.variables,
        }
        for verb, names in lists.items():
            for name in names:
                yield from (verb, name)
        yield "apply"


class EnvironmentsScript(NamedTuple):
    """The script of a project."""

    path: str
    source: Comment
    name: Comment
    notes: tuple[Comment, ...]
    environments: tuple[Reviewed, ...]

    @property
    def words(self) -> list[str]:
        """Every word after the functions."""
        return [*(word for each in self.environments for word in each.calls), "finish"]


def script(targets: Sequence[GithubEnvironment], workflows: Iterable[Workflow]) -> EnvironmentsScript | None:
    """Return the script for the environments that jobs of these workflows run in; None if there are none."""
    taken: dict[str, set[tuple[str, str]]] = {}
    for job in (job for workflow in workflows for job in workflow.jobs):
        if job.environment:
            taken.setdefault(str(job.environment["name"]), set()).update(_taken(job.steps))
    found = tuple(_reviewed(target, taken) for target in targets)
    environments = tuple(each for group in found for each in group)
    if not environments:
        return None
    first = targets[0]
    file = f"{first.project.name}-environments.sh"
    return EnvironmentsScript(
        f"{first.output.path}/{file}", first.source, comment_safe(file), tuple(_notes(environments)), environments
    )


def _taken(steps: Iterable[Step]) -> Iterator[tuple[str, str]]:
    """Yield the kinds and names of the secrets and variables that steps take."""
    for step in steps:
        for value in (*step.env.values(), *step.inputs.values()):
            parts = value.parts if isinstance(value, Interpolation) else (value,)
            for part in parts:
                if isinstance(part, Expression):
                    yield from ((kind, name) for kind, name in _TAKEN.findall(part.source))


def _reviewed(target: GithubEnvironment, taken: dict[str, set[tuple[str, str]]]) -> Iterator[Reviewed]:
    for name in (target.name, *(environment_name(target.name, class_) for class_ in CLASSES)):
        if name in taken:
            approval = target.graph.settings.approval if name == target.name else None
            teams, users, unknown = _reviewers(target, approval.reviewers if approval else ())
            wait = math.ceil(seconds(approval.wait) / 60) if approval and approval.wait else 0
            names = {
                kind: tuple(sorted(each for of, each in taken[name] if of == kind)) for kind in ("secrets", "vars")
            }
            branch = target.output.default_branch
            yield Reviewed(name, wait, branch, teams, users, unknown, names["secrets"], names["vars"])


def _reviewers(
    target: GithubEnvironment, names: Iterable[str]
) -> tuple[tuple[GithubTeam, ...], tuple[str, ...], tuple[str, ...]]:
    teams, users, unknown = [], [], []
    for name in names:
        team = target.graph.spec.teams.get(name)
        organization, slash, slug = (team.github if team and team.github else "").partition("/")
        if slash:
            teams.append(GithubTeam(organization, slug))
        elif organization:
            users.append(organization)
        else:
            unknown.append(name)
    return tuple(teams), tuple(users), tuple(unknown)


def _notes(environments: Iterable[Reviewed]) -> Iterator[Comment]:
    for each in environments:
        taken = ", ".join((*each.secrets, *each.variables))
        yield comment_safe(f"{each.name} has {taken}" if taken else f"{each.name} has no secrets and no variables")
