"""Report teams that GitHub cannot ask for a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import codes
from opsgen.diagnostics.model import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.diagnostics.model import Code


def check_owners(targets: Sequence[GithubEnvironment]) -> Iterator[tuple[Code, Finding]]:
    """Yield a finding for each team of the spec that approves or owns something, and has no handle."""
    teams = targets[0].graph.spec.teams
    for name, why in _needed(targets).items():
        if name in teams and teams[name].github is None:
            help_ = ("add `github: organization/team`",)
            yield codes.NO_HANDLE, Finding(Place(("teams", name), "key"), f"`{name}` {why}, and has no `github`", help_)


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
