"""Which file an `include:` means: a relative posix path inside the project's folder."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opsgen.diagnostics.model import Diagnostic
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


class SourceFile(NamedTuple):
    """A file of a spec."""

    path: str
    """Relative to the project's folder, as the include names it."""
    real: Path
    """Where it is, links resolved."""


class PathError(Exception):
    """A path that names no file which may be included."""

    def __init__(self, code: Code, message: str, help_: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help_


def below_root(pattern: str, includer: str) -> str:
    """The path or glob from the project's folder that `pattern` means in the file `includer`."""
    for unfit, reason in _UNFIT.items():
        if re.match(unfit, pattern):
            message = f"this path {reason}, but an include is relative to the file that contains it"
            help_ = "write a relative path with `/`, such as `specs/datasets.yaml`"
            raise PathError(codes.INCLUDE_PATH, message, help_)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(includer), pattern))
    if path.split("/")[0] == "..":
        raise _outside(pattern, "leads out of the project's folder")
    return path


def below(path: Path, folder: Path | None = None) -> str | None:
    """`path` relative to a folder, or to the current one, if it lies there, links left as they are."""
    try:
        root = os.path.normpath((folder or Path()).absolute())
        return Path(os.path.normpath(path.absolute())).relative_to(root).as_posix()
    except (OSError, ValueError):
        return None


def inside(path: str, root: Path) -> SourceFile:
    """The file of a path from the folder `root`, if it lies in there."""
    real = may_read(path, str(resolved(root)))
    if real is None:
        raise _outside(path, "leads out of the project's folder through a link")
    return SourceFile(path, Path(real))


def leads_out(shown: str) -> Diagnostic:
    """That a spec, or a file that is named as one, is a link out of the folder that it is in."""
    message = f"{quote_path(shown)} is a link that leads out of the project's folder"
    help_ = "put the file itself there, or name the one it leads to"
    return Diagnostic(codes.INCLUDE_OUTSIDE.code, codes.INCLUDE_OUTSIDE.severity, message, None, (help_,))


def _outside(path: str, reason: str) -> PathError:
    return PathError(
        codes.INCLUDE_OUTSIDE,
        f"the path {quote_path(path)} {reason}",
        "move the file into the project, so that a build gives the same files on every machine",
    )
