"""Resolve the paths of `include:`: relative posix paths inside the project's folder."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.source import codes
from opsgen.source.access import may_read, resolved
from opsgen.source.characters import quote_path

if TYPE_CHECKING:
    from opsgen.diagnostics.model import Code

_UNFIT = {
    r"\s*\Z": "is empty",
    r"[A-Za-z][-A-Za-z0-9+.]+://": "is a URL",
    r"[A-Za-z]:": "has a drive letter",
    r"[^\\]*\\": "contains a backslash",
    r"/": "is absolute",
    r"~": "starts in a home folder",
}


class PathError(Exception):
    """A path cannot be included."""

    def __init__(self, code: Code, message: str, help_: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help_


def below_root(pattern: str, includer: str) -> str:
    """Return the path or glob from the project's folder for `pattern` in the file `includer`."""
    for unfit, reason in _UNFIT.items():
        if re.match(unfit, pattern):
            message = f"this path {reason}, but an include is relative to the file that contains it"
            help_ = "write a relative path with `/`, such as `specs/datasets.yaml`"
            raise PathError(codes.INCLUDE_PATH, message, help_)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(includer), pattern))
    if path.split("/")[0] == "..":
        raise _outside(pattern, "leads out of the project's folder")
    return path


def inside(path: str, root: Path) -> Path:
    """Return the file of a path from the folder `root`, with links resolved. Raises PathError if it is outside."""
    real = may_read(path, str(resolved(root)))
    if real is None:
        raise _outside(path, "leads out of the project's folder through a link")
    return Path(real)


def _outside(path: str, reason: str) -> PathError:
    return PathError(
        codes.INCLUDE_OUTSIDE,
        f"the path {quote_path(path)} {reason}",
        "move the file into the project, so that a build gives the same files on every machine",
    )
