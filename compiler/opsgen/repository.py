"""The repository that a project is in, found without running git, and where GitHub reads files there."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing takes longer to import than a cached answer
if TYPE_CHECKING:
    from collections.abc import Iterator

GITHUB = ".github"
"""The folder in the root of a repository that GitHub reads: the only one outside of a project with artifacts."""
WORKFLOWS = f"{GITHUB}/workflows"
ACTIONS = f"{GITHUB}/actions"
"""Where a repository has its own actions, each in a folder."""
CODEOWNERS = f"{GITHUB}/CODEOWNERS"
HARMLESS = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false"),
    *("-c", "safe.bareRepository=explicit", "--no-pager"),
)
"""Options with which git runs no program that a repository names. Git also takes a committed folder with the files of
a bare repository for one, with its settings."""


def repository_of(folder: str) -> str | None:
    """Return the nearest folder with `.git`, from a folder upwards and with links resolved; None if there is none.

    In a worktree or a submodule, `.git` is a file.
    """
    return next((each for each in upwards(folder) if os.path.lexists(os.path.join(each, ".git"))), None)


def upwards(folder: str) -> Iterator[str]:
    """Yield a folder, with links resolved, and all folders above it."""
    each = os.path.realpath(folder or os.curdir)
    while True:
        yield each
        parent = os.path.dirname(each)
        if parent == each:
            return
        each = parent


def root_of(folder: str, chosen: str | None) -> str:
    """Return the root of the repository of a project's folder; `chosen` is the project's own way to it."""
    if chosen is None:
        return repository_of(folder) or os.path.realpath(folder)
    steps = 0 if chosen == os.curdir else len(chosen.split("/"))
    above = list(upwards(folder))
    return above[min(steps, len(above) - 1)]


def setup_action(project: str, workflows: str) -> str:
    """Return the path of the action that sets up a project's jobs, by the folder of its workflows."""
    # A folder of the user's choice contains all files of the output; GitHub reads actions anywhere.
    folder = ACTIONS if workflows == WORKFLOWS else f"{workflows}/actions"
    return f"{folder}/{project}-setup/action.yml"


def is_shared(path: str, project: str) -> bool:
    """Whether a project's artifact belongs in the root of the repository: it has its name, or is of code owners."""
    folder, _, name = path.rpartition("/")
    above, _, action = folder.rpartition("/")
    has_name = name if folder == WORKFLOWS else action if above == ACTIONS else ""
    return path == CODEOWNERS or has_name.startswith(f"{project}-")


def home(folder: str, chosen: str | None) -> str:
    """Return a project's folder relative to the root of its repository; empty if it is the root itself."""
    relative = os.path.relpath(os.path.realpath(folder), root_of(folder, chosen))
    return "" if relative == os.curdir else relative.replace(os.sep, "/")


def from_root(path: str) -> str:
    """Return a path relative to the working folder as a path relative to the root of its repository."""
    folder = home(os.curdir, None)
    return path if not folder or os.path.isabs(path) else os.path.normpath(f"{folder}/{path}").replace(os.sep, "/")
