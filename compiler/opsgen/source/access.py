"""Which files of a project a command may open: those in the project's folder, links resolved. Every command asks here.

Three kinds of file are not meant: paths that the user types may be anywhere, but for the links of a checkout
(`may_write_at`); data is where its connection says; and `emit` never writes an artifact through a link at all.
"""

from __future__ import annotations

import os
from pathlib import Path

from opsgen import SPEC_FILE

GIT_NAMES = frozenset({".git", "git~1"})
"""What leads into the folder `.git`; the second is its short name on Windows."""
OWN_NAMES = frozenset({".opsgen", "opsgen~1"})
"""The same for the folder of opsgen's own records."""
MARKS = (".git", SPEC_FILE)
"""What a checkout or a project has in its outermost folder."""


def is_below(path: str, folder: str) -> bool:
    """Whether a path leads into a folder, or to it. Neither has links."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def may_read(path: str, folder: str) -> str | None:
    """The file that a path from the project's folder leads to, links resolved; None if that is outside.

    The folder's own path has no links. Texts, since objects would cost more than the look at the disk where there are
    many paths.
    """
    real = real_path(f"{folder}{os.sep}{path}")
    return real if is_below(real, folder) else None


def may_write(path: str, folder: str) -> str | None:
    """The same for a file that is to be written or replaced; None also if it is git's or opsgen's own."""
    real = may_read(path, folder)
    return None if real is None or _is_owned(Path(real).relative_to(folder)) else real


def may_replace(path: str, folder: str) -> str | None:
    """The same for data, whose folder is its connection's: wherever that is, it must not be git's or opsgen's own."""
    return None if _is_owned(Path(folder)) else may_write(path, folder)


def may_write_at(path: Path, project: Path | None = None) -> Path | None:
    """Where a path that the user types is, links resolved; None where a link in it may have come with a checkout, or
    with the project, and leads out of that, or to what is git's or opsgen's own.

    Links elsewhere, such as `/tmp` and `/dev/stdout`, are the system's or the user's.
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
    """The project, or the checkout, that what is in a folder came with; None where it is in none."""
    if project is not None and is_below(folder, project):
        return project
    outward = (folder, *map(str, Path(folder).parents))
    return next((each for each in outward if any(os.path.lexists(f"{each}/{mark}") for mark in MARKS)), None)


def _is_owned(path: Path) -> bool:
    return not (GIT_NAMES | OWN_NAMES).isdisjoint(map(folded, path.parts))


def below(path: Path, folder: Path | None = None) -> str | None:
    """`path` relative to a folder, or to the current one, if it lies there, links left as they are."""
    try:
        root = os.path.normpath((folder or Path()).absolute())
        return Path(os.path.normpath(path.absolute())).relative_to(root).as_posix()
    except (OSError, ValueError):
        return None


def resolved(path: Path) -> Path:
    """`path` without links, as far as that can be told."""
    return Path(real_path(str(path)))


def real_path(path: str) -> str:
    """The same as text."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path


def folded(text: str) -> str:
    """One spelling for all paths that some file system takes for the same."""
    if text.isascii():
        return text.lower()
    import unicodedata

    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())
