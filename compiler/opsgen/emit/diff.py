"""The difference between the disk and a build, in the format of `git diff`, which `git apply` accepts."""

from __future__ import annotations

import difflib
import io
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1 << 20
"""Larger files are only reported as different, because a comparison by line could take minutes."""


class DiffSide(NamedTuple):
    content: bytes
    executable: bool = False

    @property
    def mode(self) -> str:
        return "100755" if self.executable else "100644"


def unified(path: str, old: DiffSide | None, new: DiffSide | None) -> str:
    """Return the difference of one file; None means no file."""
    return "".join((f"diff --git a/{path} b/{path}\n", *_modes(old, new), *_body(path, old, new)))


def _modes(old: DiffSide | None, new: DiffSide | None) -> Iterator[str]:
    if old and new and old.mode != new.mode:
        yield f"old mode {old.mode}\n"
        yield f"new mode {new.mode}\n"
    elif new and not old:
        yield f"new file mode {new.mode}\n"
    elif old and not new:
        yield f"deleted file mode {old.mode}\n"


def _body(path: str, old: DiffSide | None, new: DiffSide | None) -> Iterator[str]:
    before, after = _lines(old), _lines(new)
    tab = "\t" if " " in path else ""
    source = f"a/{path}{tab}" if old else "/dev/null"
    target = f"b/{path}{tab}" if new else "/dev/null"
    if before is None or after is None:
        yield f"Binary files {source} and {target} differ\n"
        return
    for line in difflib.unified_diff(before, after, source, target):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(side: DiffSide | None) -> list[str] | None:
    """Return the lines with their ends, or None if the content is not text or too large."""
    if side is None:
        return []
    if len(side.content) > MAX_BYTES or b"\0" in side.content:
        return None
    try:
        text = side.content.decode()
    except UnicodeDecodeError:
        return None
    return list(io.StringIO(text, newline="\n"))
