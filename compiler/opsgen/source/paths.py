"""Which files an `include:` means: relative posix paths and globs, inside the project's folder."""

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
from opsgen.source.globs import Globs, TooManyFoldersError, is_glob
from opsgen.source.limits import MAX_LISTED_FOLDERS

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
            message = f"this path {reason}, and an include is relative to the file that it stands in"
            help_ = "write a relative path with `/`, such as `specs/datasets.yaml`"
            raise PathError(codes.INCLUDE_PATH, message, help_)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(includer), pattern))
    if path.split("/")[0] == "..":
        raise _outside(pattern, "leads out of the project's folder")
    return path


def meant(path: str, includer: str, root: Path, globs: Globs) -> list[str]:
    """The paths that a path or glob from the folder `root` means; a glob leaves out the file that it stands in."""
    if not is_glob(path):
        return [path]
    matches = [match for match in _matches(path, root, globs) if match != includer]
    if not matches:
        message = f"the glob {quote_path(path)} matches no file"
        raise PathError(codes.INCLUDE_MATCHES_NOTHING, message, "look for a misspelling in it, or remove it")
    return matches


def below(path: Path, folder: Path | None = None) -> str | None:
    """`path` relative to a folder, or to the current one, if it lies there, links left as they are."""
    try:
        root = os.path.normpath((folder or Path()).absolute())
        return Path(os.path.normpath(path.absolute())).relative_to(root).as_posix()
    except (OSError, ValueError):
        return None


def _matches(path: str, root: Path, globs: Globs) -> list[str]:
    """The files that a glob matches, hidden ones aside, in the order of their names."""
    parts = path.split("/")
    # Where Python's own globs differ by version: `a**`. To most people it means no more than `a*`.
    if any("**" in part and part != "**" for part in parts):
        message = "a `**` in a glob stands for whole folders, and here it is a part of a name"
        raise PathError(codes.INCLUDE_PATH, message, "write a single `*` for a part of a name")
    fixed = next(index for index, part in enumerate(parts) if is_glob(part))
    inside("/".join(parts[:fixed]), root)
    try:
        return globs.matches(path)
    except TooManyFoldersError:
        message = f"with the glob {quote_path(path)}, this spec searches more than {MAX_LISTED_FOLDERS:,} folders"
        raise PathError(codes.TOO_MUCH_INCLUDED, message, "name the folder that the files are in") from None


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
        "move the file into the project: what is built must not depend on the machine around it",
    )
