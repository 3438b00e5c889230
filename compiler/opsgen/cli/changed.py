"""What git reports as changed, and the projects that it concerns."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsgen.cli import projects
from opsgen.release.git import GitError, Repository
from opsgen.repository import WORKFLOWS, repository_of
from opsgen.source.access import is_below, real_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def root() -> Path:
    """Return the root of the repository, or the current folder outside of one."""
    return Path(repository_of("") or Path.cwd())


def files(since: str | None) -> list[str] | None:
    """Return the files that differ from a commit, by default from where the branch left the default branch.

    Prints why git cannot report them, and returns None then.
    """
    try:
        repository = Repository(Path())
        changed = repository.changed(repository.branched_off(since))
    except GitError as error:
        print(f"opsgen: --changed: {error}", file=sys.stderr)
        return None
    return [projects.from_here(repository.root / path) for path in changed]


def specs(since: str | None) -> list[str] | None:
    """Return the specs of the projects that contain changed files or use them."""
    changed = files(since)
    if not changed:
        return changed
    using = (projects.from_here(spec) for spec in projects.below(root()) if _uses(spec, changed))
    return list(dict.fromkeys([*projects.of_files(changed), *using]))


def _uses(spec: Path, changed: Sequence[str]) -> bool:
    """Whether a project shares a changed file with others, or a workflow of it was removed."""
    project = _project(spec)
    shared = [real_path(str(spec.parent / folder)) for folder in _folders(project)]
    # A file that was removed has no header that names its spec.
    workflows, start = str(root() / WORKFLOWS), f"{project.get('name')}-"
    for file in map(Path, changed):
        real = real_path(str(file))
        if any(is_below(real, folder) for folder in shared):
            return True
        if file.name.startswith(start) and not file.exists() and is_below(real, workflows):
            return True
    return False


def _project(spec: Path) -> dict[str, Any]:
    """What a spec says of its project, whatever else is wrong with it."""
    from opsgen import source

    tree = source.load(spec).tree
    value = tree.value.get("project") if tree and isinstance(tree.value, dict) else None
    return value if isinstance(value, dict) else {}


def _folders(project: dict[str, Any]) -> Iterator[str]:
    """The folders outside of a project that it uses."""
    shared, image = project.get("shared"), project.get("image")
    build = image.get("build") if isinstance(image, dict) else None
    context = build.get("context") if isinstance(build, dict) else None
    for folder in (*(shared if isinstance(shared, list) else ()), context):
        if isinstance(folder, str):
            yield folder
