"""Replaces files of the user's own, such as a spec: all of them, or none."""

from __future__ import annotations

import contextlib
import errno
import os
from typing import TYPE_CHECKING, NamedTuple

from opsgen.emit import durable
from opsgen.emit.transaction import EditedMeanwhileError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Rewrite(NamedTuple):
    """A file that is there, links resolved, what it was read as, and what it is to hold."""

    path: Path
    old: bytes
    new: bytes

    @property
    def draft(self) -> Path:
        return self.path.with_name(f".{self.path.name}.opsgen-draft")


def rewrite(files: Sequence[Rewrite]) -> None:
    """Put the new content in place, with the modes of the files; where that fails, the old is there, and it raises."""
    try:
        for file in files:
            _refuse_read_only(file.path)
            _prepare(file)
        durable.sync([file.draft for file in files])
        edited = [str(file.path) for file in files if file.path.read_bytes() != file.old]
        if edited:
            raise EditedMeanwhileError(edited)
        _replace(files)
    finally:
        for file in files:
            with contextlib.suppress(OSError):
                file.draft.unlink(missing_ok=True)
    durable.sync(sorted({file.path.parent for file in files}))


def _refuse_read_only(path: Path) -> None:
    """Replacing a file needs a folder that can be written, not the file: whoever made it read-only wants it kept."""
    if not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _prepare(file: Rewrite) -> None:
    file.draft.unlink(missing_ok=True)
    durable.create(file.draft, file.new)
    file.draft.chmod(file.path.stat().st_mode & 0o7777)


def _replace(files: Sequence[Rewrite]) -> None:
    done: list[Rewrite] = []
    try:
        for file in files:
            file.draft.replace(file.path)
            done.append(file)
    except BaseException:
        for file in done:
            _prepare(file._replace(new=file.old))
            file.draft.replace(file.path)
        raise
