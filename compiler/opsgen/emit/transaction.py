"""Replace many files atomically, even if the process is killed.

Everything is prepared in `.opsgen/transaction`: the new files, and the old ones as further links to them. Writing the
journal there commits: from then on, files are only renamed, which needs no space on the disk. A process that dies
before leaves the old files, and one that dies later leaves a journal, which the next build completes. Where that cannot
be done, the journal is renamed, and then says that the same steps have to be undone. Either way each step looks at the
disk first, so that it can be repeated, and so that no edit made meanwhile is lost.

The journal is sealed with the user's key, because the folder may have come with a checkout: one without the seal is
never used.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING, NamedTuple

from opsgen.emit import fsync, journal, manifest, signature
from opsgen.emit.journal import FOLDER, JOURNAL, UNDO_JOURNAL, Journal, JournalEntry, MalformedJournalError
from opsgen.emit.output_tree import EntryKind
from opsgen.emit.paths import OWN_FOLDER, ancestors
from opsgen.source.access import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from opsgen.emit.files import OutputFile
    from opsgen.emit.output_tree import Tree


class EditedMeanwhileError(Exception):
    """Files were changed between the comparison and their replacement."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(*paths)
        self.paths = paths


def run(tree: Tree, plan: Journal, files: Mapping[str, OutputFile]) -> None:
    """Take all steps or none of them."""
    transaction = _Transaction(tree, plan)
    try:
        transaction.prepare(files)
        transaction.commit()
    except BaseException:
        with contextlib.suppress(OSError):
            discard(tree)
        raise
    try:
        if edited := transaction.complete():
            raise EditedMeanwhileError(edited)
    except BaseException:
        transaction.undo()
        discard(tree)
        raise
    with contextlib.suppress(OSError):  # The files are written; the next build deletes the rest.
        discard(tree)


def recover(tree: Tree) -> None:
    """Complete the transaction of a process that was killed. Files that were edited since then keep the edit."""
    # An interrupted undo must be finished. Completing the steps now would mix old and new files.
    if _exists(tree / UNDO_JOURNAL):
        _left(tree, UNDO_JOURNAL).undo()
    elif _exists(tree / JOURNAL):
        transaction = _left(tree, JOURNAL)
        try:
            transaction.complete()
        except OSError:
            transaction.undo()
    discard(tree)


def _left(tree: Tree, path: str) -> _Transaction:
    text = signature.verified((tree / path).read_bytes(), tree.root)
    transaction = _Transaction(tree, journal.decode(text, tree.outside))
    transaction.verify()
    return transaction


def is_pending(tree: Tree) -> bool:
    return _exists(tree / JOURNAL) or _exists(tree / UNDO_JOURNAL)


def verify(tree: Tree) -> None:
    """Raise ForeignError unless a build of this user left the pending transaction. Changes nothing."""
    for path in (UNDO_JOURNAL, JOURNAL):
        if _exists(tree / path):
            signature.verified((tree / path).read_bytes(), tree.root)


def discard(tree: Tree) -> None:
    """Delete the folder. The journal goes first: without it, a partly deleted folder means nothing."""
    if _exists(tree / FOLDER):
        for path in (JOURNAL, UNDO_JOURNAL):
            (tree / path).unlink(missing_ok=True)
        fsync.sync([tree / FOLDER])
        shutil.rmtree(tree / FOLDER)
    if _exists(tree / OWN_FOLDER) and not tree.names(OWN_FOLDER):
        (tree / OWN_FOLDER).rmdir()


class _Slot(NamedTuple):
    """A step with its new and its old file. If the new file is missing, the step was taken."""

    step: JournalEntry
    new: Path
    old: Path


class _Transaction:
    def __init__(self, tree: Tree, plan: Journal) -> None:
        folder = tree / FOLDER
        slots = [_Slot(step, folder / f"new-{n}", folder / f"old-{n}") for n, step in enumerate(plan.steps)]
        self.tree = tree
        self.plan = plan
        self.folder = folder
        self.removals = [slot for slot in slots if slot.step.new is None]
        self.writes = [slot for slot in slots if slot.step.new is not None]

    def prepare(self, files: Mapping[str, OutputFile]) -> None:
        self.folder.mkdir(parents=True)
        # Prevents that a user commits the folder after a crash.
        fsync.create(self.folder / ".gitignore", b"*\n")
        for slot in self.writes:
            file = files[slot.step.path]
            fsync.create(slot.new, file.content, executable=file.executable)
        fsync.sync([slot.new for slot in self.writes])
        for slot in (*self.removals, *self.writes):
            if slot.step.old is not None:
                # A link needs no space on the disk, and keeps the old content when a rename replaces its path.
                _link_or_copy(self.tree / slot.step.path, slot.old)

    def commit(self) -> None:
        # Renaming the journal is the commit point. A process that is killed before leaves the old files.
        # One that is killed after leaves a journal, and the next build completes its steps.
        text = signature.sign(journal.encode(self.plan), self.tree.root)
        fsync.replace(self.tree / JOURNAL, text, draft=self.folder / "journal.draft")
        fsync.sync([self.tree / OWN_FOLDER, self.tree.root])

    def verify(self) -> None:
        """Raise MalformedJournalError unless the prepared files match. A checkout may have replaced them."""
        for slot in (*self.removals, *self.writes):
            step, new, old = slot
            if _exists(new) and self.tree.digest(f"{FOLDER}/{new.name}") != step.new:
                raise MalformedJournalError(f"`{new.name}` is not the file for `{step.path}`")
            if _exists(old) and self.tree.digest(f"{FOLDER}/{old.name}") not in self._former(slot):
                raise MalformedJournalError(f"`{old.name}` is not the former `{step.path}`")

    def _former(self, slot: _Slot) -> set[str | None]:
        """Return the possible digests of an old file: until the step, it is a link that edits change, too."""
        is_taken = slot.step.new is not None and not _exists(slot.new)
        return {slot.step.old} if is_taken else {slot.step.old, self.tree.digest(slot.step.path)} - {None}

    def complete(self) -> list[str]:
        """Take the remaining steps. Returns the files that were edited meanwhile and therefore kept."""
        kept = [slot.step.path for slot in self.removals if not self._remove(slot.step)]
        self._remove_folders(self._folders_in_the_way())
        kept += [slot.step.path for slot in self.writes if not self._put(slot)]
        fsync.sync(self._folders())
        written = {record.path: record.new for record in self.plan.records if record.path not in kept}
        self._record(written, *self.plan.projects)
        self._remove_folders(self._emptied_folders())  # Last, because undoing it needs space on the disk.
        return kept

    def _remove(self, step: JournalEntry) -> bool:
        digest = self.tree.digest(step.path)
        if digest == step.old:
            (self.tree / step.path).unlink()
        return digest in {step.old, None}

    def _put(self, slot: _Slot) -> bool:
        if not _exists(slot.new):
            return True
        digest = self.tree.digest(slot.step.path)
        is_safe = digest in {slot.step.old, slot.step.new} if digest else self._is_absent(slot.step)
        if is_safe:
            _move(slot.new, self.tree / slot.step.path)
        return is_safe

    def _is_absent(self, step: JournalEntry) -> bool:
        return self.tree.entry(step.path).kind is EntryKind.ABSENT

    def _emptied_folders(self) -> set[str]:
        return {folder for slot in self.removals for folder in ancestors(slot.step.path)}

    def _folders_in_the_way(self) -> set[str]:
        """Return the emptied folders that a new file replaces, or a new folder whose name differs only by case."""
        needed = {folder for slot in self.writes for folder in ancestors(slot.step.path)}
        taken = {folded(path) for path in (*needed, *(slot.step.path for slot in self.writes))}
        given_up = {folder for folder in self._emptied_folders() - needed if folded(folder) in taken}
        return {folder for folder in self._emptied_folders() if given_up & {folder, *ancestors(folder)}}

    def _remove_folders(self, folders: Iterable[str]) -> None:
        for folder in sorted(folders, reverse=True):
            if self.tree.entry(folder).kind is EntryKind.FOLDER and not self.tree.names(folder):
                (self.tree / folder).rmdir()

    def undo(self) -> None:
        """Undo the taken steps, except for files that were edited since."""
        if _exists(self.tree / JOURNAL):
            (self.tree / JOURNAL).replace(self.tree / UNDO_JOURNAL)
            _sync_if_possible([self.folder])
        for slot in self.writes:
            self._take_back(slot)
        self._remove_folders(self.plan.made_folders)
        for step, _, old in self.removals:
            if _exists(old) and self._is_absent(step):
                _move(old, self.tree / step.path)
        _sync_if_possible(self._folders())
        before, after = self.plan.projects
        self._record({record.path: record.old for record in self.plan.records}, after, before)

    def _take_back(self, slot: _Slot) -> None:
        if _exists(slot.new) or self.tree.digest(slot.step.path) != slot.step.new:
            return
        if slot.step.old is None:
            (self.tree / slot.step.path).unlink()
        elif _exists(slot.old):
            _move(slot.old, self.tree / slot.step.path)

    def _folders(self) -> list[Path]:
        """Return every folder in which something may have changed."""
        folders = {folder for step in self.plan.steps for folder in ancestors(step.path)}
        present = [self.tree / folder for folder in sorted(folders) if self.tree.entry(folder).kind is EntryKind.FOLDER]
        return [self.tree.root, *present]

    def _record(self, digests: Mapping[str, str | None], before: str | None, project: str | None) -> None:
        """Write the project's section of the manifest, in place of the one before. It may be written already."""
        found = manifest.read(self.tree)
        owned = {**found.sections.get(before, {}), **found.sections.get(project, {}), **digests}
        kept = {path: digest for path, digest in owned.items() if digest}
        manifest.store(self.tree, found.replaced(before, project, kept), self.folder / "manifest")


def _exists(path: Path) -> bool:
    return os.path.lexists(path)


def _sync_if_possible(paths: Sequence[Path]) -> None:
    """Sync, but do not let an error stop the undoing."""
    with contextlib.suppress(OSError):
        fsync.sync(paths)


def _link_or_copy(file: Path, other: Path) -> None:
    try:
        other.hardlink_to(file)
    except OSError:  # Not every file system supports hard links.
        shutil.copy2(file, other)
        fsync.sync([other])


def _move(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    file.replace(target)
