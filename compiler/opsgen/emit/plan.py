"""The plan of a build: it compares the artifacts with the disk and with the manifest of what opsgen owns."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from opsgen.emit.files import FileChange
from opsgen.emit.journal import JournalEntry
from opsgen.emit.manifest import MANIFEST
from opsgen.emit.messages import edited, edited_orphan, foreign, not_an_artifact, obstacle, of_another_spec
from opsgen.emit.output_tree import Entry, EntryKind
from opsgen.emit.paths import OWN_FOLDER, ancestors, is_outside
from opsgen.source.access import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from opsgen.diagnostics.model import Diagnostic
    from opsgen.emit.files import OutputFile, Owner
    from opsgen.emit.manifest import Owned
    from opsgen.emit.output_tree import Tree


@dataclass(slots=True)
class Plan:
    """The steps of a build. If there are diagnostics, none of the steps may run."""

    owned: Owned
    """The files that opsgen owns afterwards."""
    steps: list[JournalEntry] = field(default_factory=list)
    """Removals come first, so that a file can replace a folder, and a folder a file."""
    changes: list[tuple[str, FileChange]] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def add(self, change: FileChange, step: JournalEntry, refusal: Diagnostic | None = None) -> None:
        self.changes.append((step.path, change))
        if change is not FileChange.UNCHANGED:
            self.steps.append(step)
        if refusal:
            self.diagnostics.append(refusal)


class Ownership(NamedTuple):
    """What the manifest claims."""

    owned: Owned
    """The files of the project."""
    others: Mapping[str, str]
    """The project of each file that another project built into the same folder."""


def plan(
    files: Sequence[OutputFile], tree: Tree, ownership: Ownership, owner: Owner, keep: Collection[str] = ()
) -> Plan:
    """Compare `files` with the tree. A file whose digest differs from `owned` was edited by somebody else.

    Owned files that are no longer built are removed, except those in `keep`, those of another spec, and those that no
    build can have written.
    """
    owned = ownership.owned
    kept = {path: owned[path] for path in keep if path in owned}
    result = Plan(kept | {file.path: file.recorded for file in files})
    orphans = [path for path in sorted(owned) if path not in result.owned and tree.file(path)]
    claims = {path: _Claim.of(path, tree, owner) for path in orphans}
    result.owned |= {path: owned[path] for path, claim in claims.items() if claim.is_of_other}
    claims = {path: claim for path, claim in claims.items() if not claim.is_of_other}
    disk = _Disk(tree, [path for path, claim in claims.items() if claim.may_be_removed])
    for path, claim in claims.items():
        _remove(path, claim, disk, owned, result)
    for file in files:
        _place(file, disk, ownership, owner, result)
    result.changes.sort()
    result.diagnostics.sort(key=attrgetter("span", "code"))
    return result


class _Claim(NamedTuple):
    """The evidence for the manifest's claim that opsgen wrote a file."""

    is_artifact: bool
    may_be_removed: bool
    """Whether there is evidence besides the manifest. Without it, even `--force` does not remove the file."""
    is_of_other: bool = False
    """Whether another spec built the file: two specs of one project may share an output folder."""

    @classmethod
    def of(cls, path: str, tree: Tree, owner: Owner) -> _Claim:
        origin = owner.origin(tree.head(path))
        is_artifact = origin is not None
        if origin and origin.is_other:
            return cls(is_artifact, may_be_removed=False, is_of_other=True)
        # Outside of the output folder, only the first line of a file proves that opsgen wrote it.
        if is_outside(path):
            return cls(is_artifact, is_artifact)
        # A folder with its own `.opsgen` is the output folder of another build.
        is_elsewhere = any(
            tree.entry(f"{folder}/{OWN_FOLDER}").kind is not EntryKind.ABSENT for folder in ancestors(path)
        )
        return cls(is_artifact, not is_elsewhere and (is_artifact or owner.can_produce(path)))


def _remove(path: str, claim: _Claim, disk: _Disk, owned: Owned, result: Plan) -> None:
    old = disk.removals.get(path)
    if old is None:
        result.diagnostics.append(not_an_artifact(path))
        return
    is_edited = not disk.tree.has_digest(path, owned[path])
    refusal = edited_orphan(path) if is_edited else None if claim.is_artifact else not_an_artifact(path)
    result.add(FileChange.REMOVED, JournalEntry(path, old, None), refusal)


class _Disk:
    """The tree as it will be without the files that opsgen wrote and that the spec no longer produces."""

    def __init__(self, tree: Tree, orphans: Iterable[str]) -> None:
        self.tree = tree
        self.removals = {path: digest for path in orphans if (digest := tree.digest(path)) is not None}
        # Some mounted file systems report every file as executable. The manifest, which never is, reveals them.
        self.keeps_modes = os.name == "posix" and not tree.entry(MANIFEST).executable
        self._folders = {folder for path in self.removals for folder in ancestors(path)}
        self._spellings = {folded(path): path for path in self.removals}

    def entry(self, path: str) -> Entry:
        entry = self.tree.entry(path)
        goes = self._is_emptied(entry) if entry.kind is EntryKind.FOLDER else self._is_removed(entry)
        return Entry(path, EntryKind.ABSENT) if goes else entry

    def _is_removed(self, entry: Entry) -> bool:
        """Whether the entry is a file to remove. If the file system ignores case, its spelling may differ."""
        orphan = self._spellings.get(folded(entry.path))
        return orphan is not None and self.tree.entry(orphan).identity == entry.identity

    def _is_emptied(self, folder: Entry) -> bool:
        if folder.path not in self._folders:
            return False
        entries = map(self.tree.entry, self.tree.names(folder.path))
        return all(
            self._is_emptied(found) if found.kind is EntryKind.FOLDER else found.path in self.removals
            for found in entries
        )


def _place(file: OutputFile, disk: _Disk, ownership: Ownership, owner: Owner, result: Plan) -> None:
    entry, new = disk.entry(file.path), file.digest
    if entry.kind is EntryKind.ABSENT:
        result.add(FileChange.WRITTEN, JournalEntry(file.path, None, new))
    elif entry.kind is not EntryKind.FILE or entry.path != file.path:
        result.diagnostics.append(obstacle(file.path, entry))
    elif entry.size == len(file.content) and disk.tree.holds(file.path, file.content):
        is_same = entry.executable == file.executable or not disk.keeps_modes
        result.add(FileChange.UNCHANGED if is_same else FileChange.CHANGED, JournalEntry(file.path, new, new))
    else:
        old = disk.tree.digest(file.path)
        refusal = _refusal(file.path, disk.tree, ownership, owner)
        result.add(FileChange.CHANGED, JournalEntry(file.path, old, new), refusal)


def _refusal(path: str, tree: Tree, ownership: Ownership, owner: Owner) -> Diagnostic | None:
    """Return why a file that differs from the artifact cannot be replaced."""
    origin, recorded = owner.origin(tree.head(path)), ownership.owned.get(path)
    if origin and origin.is_other:
        return of_another_spec(path, f"spec `{origin.spec}`", owner.spec)
    if path in ownership.others:
        return of_another_spec(path, f"project `{ownership.others[path]}`", owner.spec)
    if recorded is None:
        return foreign(path)
    if not tree.has_digest(path, recorded):
        return edited(path)
    return foreign(path) if origin is None else None
