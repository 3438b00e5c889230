"""Replaces files of the user's own, such as a spec: all of them, or none."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from opsgen.emit import fsync
from opsgen.emit.atomic_file import clear, draft_of, refuse_read_only
from opsgen.emit.transaction import EditedMeanwhileError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Rewrite(NamedTuple):
    """A file that is there, links resolved, what it was read as, and what it is to hold."""

    path: Path
    old: bytes
    new: bytes


def rewrite(files: Sequence[Rewrite]) -> None:
    """Put the new content in place, with the modes of the files; where that fails, the old is there, and it raises.

    Files that stay as they are lose the drafts that killed processes left, and nothing else.
    """
    changed = [file for file in files if file.new != file.old]
    for file in files:
        clear(file.path)
    with ExitStack() as stack:
        drafts = []
        for file in changed:
            refuse_read_only(file.path)
            drafts.append(stack.enter_context(draft_of(file.path)))
            _fill(drafts[-1], file.new, file.path)
        fsync.sync(drafts)
        edited = [str(file.path) for file in changed if file.path.read_bytes() != file.old]
        if edited:
            raise EditedMeanwhileError(edited)
        _replace(changed, drafts)
    fsync.sync(sorted({file.path.parent for file in changed}))


def _fill(draft: Path, content: bytes, path: Path) -> None:
    draft.write_bytes(content)
    draft.chmod(path.stat().st_mode & 0o7777)


def _replace(files: Sequence[Rewrite], drafts: Sequence[Path]) -> None:
    done: list[Rewrite] = []
    try:
        for file, draft in zip(files, drafts, strict=True):
            draft.replace(file.path)
            done.append(file)
    except BaseException:
        for file in done:
            with draft_of(file.path) as draft:
                _fill(draft, file.old, file.path)
                draft.replace(file.path)
        raise
