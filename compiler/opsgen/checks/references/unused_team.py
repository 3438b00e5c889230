"""A team owns nothing and approves nothing.

Why: the team may be the intended owner of something whose failures another team is now notified of.

Example:

    teams: {data-platform: {}, ml: {}}
    project: {name: flights, owner: data-platform}

Use instead:

    teams: {data-platform: {}}
    project: {name: flights, owner: data-platform}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.graph.references import references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("REF113", "unused-team", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    teams = graph.spec.teams
    used = {reference.name for reference in references(graph.spec, "team")} if teams else set()
    if used - {*teams}:  # A misspelt name may mean any of them.
        return
    for name in teams:
        if name not in used:
            help_ = ("make it the owner or a reviewer of something, or remove it",)
            yield Finding(Place(("teams", name), "key"), f"`{name}` owns nothing and approves nothing", help_)
