"""What a path is where it is no regular file, in words."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def kind(mode: int) -> str | None:
    """What a file with this mode is; None where it is a regular file."""
    if stat.S_ISREG(mode):
        return None
    return next((name for is_kind, name in _KINDS if is_kind(mode)), "no ordinary file")


def special(path: Path | str) -> str | None:
    """What a path leads to that is neither a file nor a folder, so that reading it may never end."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - a path may be a text
    except (OSError, ValueError):
        return None
    return None if stat.S_ISDIR(mode) else kind(mode)
