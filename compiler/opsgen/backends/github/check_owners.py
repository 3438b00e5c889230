"""Report reviewers that GitHub cannot ask for a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import codes
from opsgen.diagnostics.model import Finding, Place
from opsgen.language.values import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.diagnostics.model import Code

# https://docs.github.com/en/rest/deployments/environments#create-or-update-an-environment
_MOST_REVIEWERS = 6
_LONGEST_WAIT = 30
"""Days."""


def check_owners(targets: Sequence[GithubEnvironment]) -> Iterator[tuple[Code, Finding]]:
    """Yield findings for teams without a handle that approve or own something, and for approvals beyond a limit."""
    for target in targets:
        yield from _beyond_limits(target)
    teams = targets[0].graph.spec.teams
    for name, why in _needed(targets).items():
        if name in teams and teams[name].github is None:
            help_ = ("add `github: organization/team`",)
            yield codes.NO_HANDLE, Finding(Place(("teams", name), "key"), f"`{name}` {why}, and has no `github`", help_)


def _beyond_limits(target: GithubEnvironment) -> Iterator[tuple[Code, Finding]]:
    approval = target.graph.settings.approval
    # With Argo CD, the reviewers of pull requests approve.
    if approval is None or target.graph.spec.outputs.gitops is not None:
        return
    place = ("environments", target.name, "approval")
    if (count := len(set(approval.reviewers))) > _MOST_REVIEWERS:
        message = f"GitHub allows {_MOST_REVIEWERS} reviewers of an environment, and `{target.name}` has {count}"
        help_ = ("name one team that has the members of several",)
        yield codes.APPROVAL_LIMIT, Finding(Place((*place, "reviewers")), message, help_)
    if approval.wait and seconds(approval.wait) > _LONGEST_WAIT * 24 * 60 * 60:
        message = f"GitHub can wait {_LONGEST_WAIT} days before a deployment, but not `{approval.wait}`"
        yield codes.APPROVAL_LIMIT, Finding(Place((*place, "wait")), message, (f"write `{_LONGEST_WAIT}d` or less",))


def _needed(targets: Sequence[GithubEnvironment]) -> dict[str, str]:
    """Return the names of teams, and what they are needed for."""
    found: dict[str, str] = {}
    for target in targets:
        approval = target.graph.settings.approval
        for name in approval.reviewers if approval else ():
            found.setdefault(name, f"approves deployments to `{target.name}`")
    if targets[0].output.codeowners:
        from opsgen.backends.github.owners import owning  # only needed for CODEOWNERS

        for name in owning(targets):
            found.setdefault(name, "owns files in CODEOWNERS")
    return found
