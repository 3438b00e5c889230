"""`opsgen pin --actions`: lists the actions that the workflows use, and where their versions come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.cli.commands.promote import opened_project
from opsgen.exit_codes import CLEAN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from opsgen.backends.github.pins import Action
    from opsgen.graph import ProjectGraph

_TITLES = ("action", "version", "commit", "from")


def list_actions(spec: Path | None) -> int:
    """Print the name, version and commit of each action, and where the version comes from."""
    from opsgen.terminal.table import Columns

    opened = opened_project(spec)
    if isinstance(opened, int):
        return opened
    rows = [_TITLES, *_rows(opened.project)]
    columns = Columns.fitting(rows)
    for row in rows:
        print(columns.line(row).rstrip())
    return CLEAN


def _rows(project: ProjectGraph) -> Iterator[tuple[str, str, str, str]]:
    from opsgen.backends.github.artifacts import used_actions

    for action in used_actions(project):
        yield action.name, action.release, action.commit, _origin(action, project)


def _origin(action: Action, project: ProjectGraph) -> str:
    from opsgen.backends.github.environment import targets
    from opsgen.backends.github.pins import ACTIONS, renamed

    settings = next(targets(project)).output.actions
    by_name = {renamed(each, settings).name: each for each in ACTIONS}
    if by_name[action.name].name in settings.pins:
        return "spec"
    is_own = by_name[action.name].release == action.release
    return "opsgen" if is_own else "committed workflows"
