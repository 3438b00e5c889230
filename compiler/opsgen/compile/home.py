"""Whether a project can have its place in the repository: headers name the spec by its path from the root."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Finding, Place
from opsgen.environments import codes
from opsgen.repository import home, repository_of, root_of, upwards
from opsgen.source.access import is_below

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Code
    from opsgen.language.project import Project

_PLACE = Place(("project", "root"))
_PUNCTUATION = frozenset(" ._-/+@,()~")
"""What a folder may have besides letters and digits. Headers name the folder, and there other characters could be an
instruction for a tool."""


def check_home(folder: Path, project: Project) -> Iterator[tuple[Code, Finding]]:
    """Find a root that the project cannot have."""
    root, checkout = root_of(str(folder), project.root), repository_of(str(folder))
    if project.root and is_outside(root, checkout):
        outside = "the root of the file system" if checkout is None else "outside of the repository"
        help_ = "leave it out: opsgen finds the nearest folder with `.git`"
        yield codes.ROOT, Finding(_PLACE, f"`{project.root}` is {outside}", (help_,))
        return
    name = home(str(folder), project.root)
    odd = next((char for char in name if not (char.isalnum() or char in _PUNCTUATION)), None)
    if odd is not None:
        message = f"the folder of the project, `{name}`, contains `{odd}`, and artifacts name that folder"
        yield codes.ROOT, Finding(Place(("project",)), message, ("rename the folder", "or set `root: .`"))
    yield from _of_paths(folder, root, project)


def _of_paths(folder: Path, root: str, project: Project) -> Iterator[tuple[Code, Finding]]:
    """Find paths to other folders that are outside of the repository, and shared folders that are not there."""
    here = os.path.realpath(folder)
    for place, path in _paths(project):
        target = os.path.realpath(folder / path)
        is_shared = place[1] == "shared"
        if not is_below(target, root):
            yield codes.SHARED, Finding(Place(place), f"`{path}` is outside of the repository")
        elif is_shared and is_below(target, here):
            message = f"`{path}` is in the project's own folder, whose changes count already"
            yield codes.SHARED, Finding(Place(place), message, ("leave it out",))
        elif is_shared and not Path(target).is_dir():
            yield codes.SHARED, Finding(Place(place), f"there is no folder `{path}`", ("check its path for a typo",))


def _paths(project: Project) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, path in enumerate(project.shared):
        yield ("project", "shared", index), path
    build = project.image.build if project.image else None
    if build:
        yield ("project", "image", "build"), build.context
        if build.dockerfile:
            yield ("project", "image", "build", "dockerfile"), build.dockerfile


def is_outside(root: str, checkout: str | None) -> bool:
    """Whether a root is above the repository, or that of the file system."""
    return root == Path(root).anchor or (checkout is not None and root != checkout and root in upwards(checkout))
