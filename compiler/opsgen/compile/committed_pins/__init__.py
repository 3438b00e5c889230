"""The pins of actions in the committed workflows of a project, which update bots raise and builds keep.

They are where a build writes them: for a project in a folder, in the root of the repository.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.environments.overlay import environment_names
from opsgen.language.validate.shape import value_at
from opsgen.language.values import UPWARD_PATH
from opsgen.repository import WORKFLOWS, home, repository_of, root_of, setup_action
from opsgen.source import LoadedSpec
from opsgen.source.access import may_read, resolved
from opsgen.source.includes import Inputs
from opsgen.source.read import read as read_file
from opsgen.source.text import FileError, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.diagnostics.model import Diagnostic

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


class CommittedPins(NamedTuple):
    """The pins of all workflows of a project, and the files they are in."""

    highest: Mapping[str, tuple[str, str]]
    """The highest version of each action and its commit, by name."""
    diagnostics: list[Diagnostic]
    sources: tuple[LoadedSpec, ...]


NONE = CommittedPins({}, [], ())


def read(tree: dict[str, Any], folder: Path) -> CommittedPins:
    """Read the workflows that a build of this tree writes, as far as they are there; `folder` is the project's."""
    upwards = _upwards(tree, folder)
    contents = {f"{upwards}{path}": _content(path, folder / upwards) for path in _paths(tree)}
    if not contents:
        return NONE
    texts = {path: content.decode(errors="replace") for path, content in contents.items() if content is not None}
    # Missing files are inputs, too: one that appears may have a higher version.
    sources = [Source(_shown(folder, path), text) for path, text in texts.items()]
    loaded = LoadedSpec(None, [], {source.file: source for source in sources}, Inputs(contents, set(), {}))
    if not sources:
        return CommittedPins({}, [], (loaded,))
    from opsgen.compile.committed_pins import found  # not needed before the first build

    pins = found.pins_of(sources)
    return CommittedPins(found.highest(pins), list(found.conflicts(pins)), (loaded,))


def _paths(tree: dict[str, Any]) -> Iterator[str]:
    """Yield the paths of the workflows and the action. The unchecked tree has the names, so odd ones are left out."""
    project, output = value_at(tree, ("project", "name")), value_at(tree, ("outputs", "github"))
    if not isinstance(output, dict) or not isinstance(project, str):
        return
    path = output.get("path", WORKFLOWS)
    if not isinstance(path, str) or ".." in path.split("/") or path.startswith(("/", "~")) or "\0" in path:
        return
    models = tree.get("models")
    named = [f"deploy-{name}" for name in environment_names(tree)]
    named += [f"train-{name}" for name in (models if isinstance(models, dict) else ())]
    for name in (f"{project}-{each}" for each in ("ci", "check-data", "image", "promote", "promote-model", *named)):
        if _NAME.fullmatch(name):
            yield f"{path}/{name}.yml"
    if _NAME.fullmatch(project):
        yield setup_action(project, path)


def _upwards(tree: dict[str, Any], folder: Path) -> str:
    """Return the way from the project's folder to the folder that has its workflows, such as `../../`; or nothing."""
    root = value_at(tree, ("project", "root"))
    if value_at(tree, ("outputs", "github", "path")) not in (None, WORKFLOWS) or not _may_have(root, folder):
        return ""
    name = home(str(folder), root)
    return "../" * len(name.split("/")) if name else ""


def _may_have(root: object, folder: Path) -> bool:
    """Whether a project may have this root: it comes from the unchecked tree."""
    if not isinstance(root, str):
        return root is None
    from opsgen.compile.home import is_outside  # not needed for most specs

    place = str(folder)
    return bool(re.fullmatch(UPWARD_PATH, root)) and not is_outside(root_of(place, root), repository_of(place))


def _shown(folder: Path, path: str) -> str:
    """Return a path as people read it: without the way down to the project's folder and up again."""
    whole = (folder / path).as_posix()
    return Path(os.path.normpath(whole)).as_posix() if path.startswith("../") else whole


def _content(path: str, folder: Path) -> bytes | None:
    """Return the content of a regular file; None also for a link, which no build writes."""
    real = may_read(path, str(resolved(folder)))
    try:
        return None if real is None or (folder / path).is_symlink() else read_file(real, path)
    except FileError:
        return None
