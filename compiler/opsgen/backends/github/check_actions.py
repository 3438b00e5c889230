"""Report actions that the organization does not allow, and pins of actions that no workflow uses."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from opsgen.backends.github import codes, pins
from opsgen.backends.github.artifacts import used_actions
from opsgen.diagnostics.model import Finding, Place
from opsgen.diagnostics.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Code, Path
    from opsgen.graph import ProjectGraph
    from opsgen.language.output import GithubActions

_PLACE: Path = ("outputs", "github", "actions")


def check_actions(project: ProjectGraph, settings: GithubActions) -> Iterator[tuple[Code, Finding]]:
    """Yield findings for the settings of actions."""
    for name in settings.pins:
        if name not in pins.BY_NAME:
            help_ = did_you_mean(name, pins.BY_NAME) or ("`opsgen pin --actions` lists the actions",)
            message = f"no workflow of opsgen uses the action `{name}`"
            yield codes.UNKNOWN_ACTION, Finding(Place((*_PLACE, "pins", name), "key"), message, help_)
    if settings.allow is None:
        return
    for action in used_actions(project):
        if not any(fnmatchcase(action.name.lower(), pattern.lower()) for pattern in settings.allow):
            message = f"the workflows use `{action.name}`, which is not allowed"
            help_ = (f"add `{action.name.partition('/')[0]}/*`, or remove what needs the action",)
            yield codes.NOT_ALLOWED, Finding(Place((*_PLACE, "allow")), message, help_)
