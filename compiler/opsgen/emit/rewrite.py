"""Replace files of the user, such as a spec: all of them, or none."""

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
    """An existing file with links resolved, its content when it was read, and its new content."""

    path: Path
    old: bytes
    new: bytes


def rewrite(files: Sequence[Rewrite]) -> None:
    """Write the new contents, and keep the modes of the files. On an error, restore the old contents and raise.

    For unchanged files, only the drafts of killed processes are deleted.
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
