"""What a build has to do: the artifacts compared with the disk and with the record of what opsgen owns."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from opsgen.emit.files import Change
from opsgen.emit.journal import Step
from opsgen.emit.manifest import MANIFEST
from opsgen.emit.messages import edited, edited_orphan, foreign, obstacle
from opsgen.emit.paths import ancestors, folded
from opsgen.emit.tree import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from opsgen.diagnostics import Diagnostic
    from opsgen.emit.files import File
    from opsgen.emit.manifest import Owned
    from opsgen.emit.tree import Tree


@dataclass(slots=True)
class Plan:
    """While there are diagnostics, the steps only say what could be done, and none of them may be taken."""

    owned: Owned
    """What is owned afterwards."""
    steps: list[Step] = field(default_factory=list)
    """Removals first, so that a file can take the place of a folder, and a folder that of a file."""
    changes: list[tuple[str, Change]] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def add(self, change: Change, step: Step, refusal: Diagnostic | None = None) -> None:
        self.changes.append((step.path, change))
        if change is not Change.UNCHANGED:
            self.steps.append(step)
        if refusal:
            self.diagnostics.append(refusal)


def plan(files: Sequence[File], tree: Tree, owned: Owned, keep: Collection[str] = ()) -> Plan:
    """Compares `files` with the tree; what differs from `owned` there is not opsgen's own work.

    What is owned and no longer among the files goes, except the paths in `keep`.
    """
    kept = {path: owned[path] for path in keep if path in owned}
    result = Plan(kept | {file.path: file.digest for file in files})
    disk = _Disk(tree, {path: owned[path] for path in owned.keys() - result.owned.keys()})
    for path, old in disk.removals.items():
        result.add(Change.REMOVED, Step(path, old, None), None if old == owned[path] else edited_orphan(path))
    for file in files:
        _place(file, disk, owned, result)
    result.changes.sort()
    result.diagnostics.sort(key=attrgetter("span", "code"))
    return result


class _Disk:
    """The tree as it stands once the files are gone that opsgen wrote and that the spec no longer yields."""

    def __init__(self, tree: Tree, orphans: Owned) -> None:
        self.tree = tree
        self.removals = {path: digest for path in sorted(orphans) if (digest := tree.digest(path)) is not None}
        self.keeps_modes = os.name == "posix" and not tree.entry(MANIFEST).executable
        self._folders = {folder for path in self.removals for folder in ancestors(path)}
        self._spellings = {folded(path): path for path in self.removals}

    def entry(self, path: str) -> Entry:
        entry = self.tree.entry(path)
        goes = self._is_emptied(entry) if entry.kind is Kind.FOLDER else self._is_removed(entry)
        return Entry(path, Kind.ABSENT) if goes else entry

    def _is_removed(self, entry: Entry) -> bool:
        """A file system that does not tell case apart finds a file under its former spelling, too."""
        orphan = self._spellings.get(folded(entry.path))
        return orphan is not None and self.tree.entry(orphan).identity == entry.identity

    def _is_emptied(self, folder: Entry) -> bool:
        if folder.path not in self._folders:
            return False
        entries = map(self.tree.entry, self.tree.names(folder.path))
        return all(
            self._is_emptied(found) if found.kind is Kind.FOLDER else found.path in self.removals for found in entries
        )


def _place(file: File, disk: _Disk, owned: Owned, result: Plan) -> None:
    entry, new = disk.entry(file.path), result.owned[file.path]
    if entry.kind is Kind.ABSENT:
        result.add(Change.WRITTEN, Step(file.path, None, new))
    elif entry.kind is not Kind.FILE or entry.path != file.path:
        result.diagnostics.append(obstacle(file.path, entry))
    elif entry.size == len(file.content) and disk.tree.holds(file.path, file.content):
        is_same = entry.executable == file.executable or not disk.keeps_modes
        result.add(Change.UNCHANGED if is_same else Change.CHANGED, Step(file.path, new, new))
    else:
        old = disk.tree.digest(file.path)
        result.add(Change.CHANGED, Step(file.path, old, new), _refusal(file.path, old, owned.get(file.path)))


def _refusal(path: str, digest: str | None, recorded: str | None) -> Diagnostic | None:
    if recorded is None:
        return foreign(path)
    return edited(path) if digest != recorded else None
