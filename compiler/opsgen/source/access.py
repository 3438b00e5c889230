"""Decides which files of a project a command may open: those in the project's folder, with links resolved.

Three kinds of file have other rules: paths that the user types may be anywhere, except for links of a checkout
(`may_write_at`); data is in the root of its connection; and `emit` never writes an artifact through a link.
"""

from __future__ import annotations

import os
from pathlib import Path

from opsgen import SPEC_FILE

GIT_NAMES = frozenset({".git", "git~1"})
"""The names of the folder `.git`; the second is its short name on Windows.

https://nvd.nist.gov/vuln/detail/CVE-2014-9390
"""
OWN_NAMES = frozenset({".opsgen", "opsgen~1"})
"""The names of the folder with opsgen's own records."""
MARKS = (".git", SPEC_FILE)
"""The names by which the outermost folder of a checkout or a project is recognized."""


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder or below it. Both must be without links."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def may_read(path: str, folder: str) -> str | None:
    """Return the file of a path from the project's folder, with links resolved; None if it is outside.

    The folder's path must be without links. Paths are text, because with many of them `Path` objects would take longer
    than the access to the disk.
    """
    real = real_path(f"{folder}{os.sep}{path}")
    return real if is_below(real, folder) else None


def may_write(path: str, folder: str) -> str | None:
    """Return the file to write; None also for files of git and of opsgen."""
    real = may_read(path, folder)
    return None if real is None or _is_owned(Path(real).relative_to(folder)) else real


def may_replace(path: str, folder: str) -> str | None:
    """Return the data file to write below the root of a connection; None for files of git and of opsgen."""
    return None if _is_owned(Path(folder)) else may_write(path, folder)


def may_write_at(path: Path, project: Path | None = None) -> Path | None:
    """Return the file of a path that the user types, with links resolved. None if a link in it may have come with a
    checkout or project, and leads out of it or to files of git or opsgen.

    Links elsewhere, such as `/tmp` and `/dev/stdout`, belong to the system or the user.
    """
    root = None if project is None else real_path(str(project))
    real = real_path(os.curdir)
    for part in path.parts:
        step = os.path.join(real, part)  # noqa: PTH118 - a `Path` would lose `..`, which is meant behind a link
        target = real_path(step)
        carrier = _carrier(real, root) if os.path.islink(step) else None  # noqa: PTH114
        if carrier is not None and may_replace(os.path.relpath(target, carrier), carrier) is None:
            return None
        real = target
    return Path(real)


def _carrier(folder: str, project: str | None) -> str | None:
    """Return the project or checkout that contains a folder, if there is one."""
    if project is not None and is_below(folder, project):
        return project
    outward = (folder, *map(str, Path(folder).parents))
    return next((each for each in outward if any(os.path.lexists(f"{each}/{mark}") for mark in MARKS)), None)


def _is_owned(path: Path) -> bool:
    return not (GIT_NAMES | OWN_NAMES).isdisjoint(map(folded, path.parts))


def below(path: Path, folder: Path | None = None) -> str | None:
    """Return `path` relative to a folder, by default the current one, if it is below it. Links are not resolved."""
    try:
        root = os.path.normpath((folder or Path()).absolute())
        return Path(os.path.normpath(path.absolute())).relative_to(root).as_posix()
    except (OSError, ValueError):
        return None


def resolved(path: Path) -> Path:
    """Return `path` with links resolved, as far as possible."""
    return Path(real_path(str(path)))


def real_path(path: str) -> str:
    """Return `path` with links resolved, as text."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path


def folded(text: str) -> str:
    """Return one spelling for all paths that some file system treats as equal (case, Unicode normalization)."""
    if text.isascii():
        return text.lower()
    import unicodedata

    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())
