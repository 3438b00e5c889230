"""Versions of a dataset that is one file on this machine, or one file per partition.

A version is staged below `_opsgen/` in the root of the connection, where no reader of the dataset's folder finds it. If
the file is on another file system, it is staged beside the file. A rename publishes it, and whoever has the old file
open goes on reading the old rows.
"""

from __future__ import annotations

import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.emit import fsync
from opsgen.emit.atomic_file import atomic_file, refuse_read_only
from opsgen.emit.folder_lock import folder_lock
from opsgen.graph.formats import staged_name, with_ending
from opsgen.runtime.engines.engine import UnreadableError, place_of_result
from opsgen.runtime.staging.ledger import FOLDER, Ledger, LedgerError, Version, decode, encode
from opsgen.runtime.staging.places import can_rename, folder_of, staged_below
from opsgen.runtime.staging.source import of_partition, with_path
from opsgen.runtime.staging.store import Output, StagingError, Store, SupersededError, digest, kept
from opsgen.source.access import may_replace, resolved
from opsgen.source.read import special
from opsgen.sql.sources.locations import files_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.language.dataset import Source
    from opsgen.runtime.staging.ledger import Entry


class LocalFileStore(Store):
    """`root` is the folder that must contain the file: that of the connection."""

    def __init__(self, source: Source, root: Path) -> None:
        self._source = source
        self._root = root

    def ledger(self) -> Ledger:
        path = self._ledger_path()
        if kind := special(path):
            raise LedgerError(f"{path} is {kind}, not a ledger")
        try:
            return decode(path.read_bytes(), str(path))
        except FileNotFoundError:
            return Ledger()

    def change(self, update: Callable[[Ledger], Ledger]) -> Ledger:
        path = self._ledger_path()
        with folder_lock(path.parent):
            return self._write(path, update(self.ledger()))

    def content(self, partition: str) -> str:
        path = of_partition(self._source, partition or "*").path or ""
        if "*" not in path:
            return _token(self._root / path) or "absent"
        return digest(f"{file} {_token(file)}" for file in files_at((self._root / path).as_posix()))

    def identity(self, version: Version) -> str | None:
        return _token(self._staged_path(version))

    def staged(self, version: Version) -> Source:
        path = self._staged_path(version).relative_to(resolved(self._root))
        return with_path(self._source, path.as_posix())

    def output(self, version: Version) -> Output:
        return Output(str(self._staged_path(version)), "file")

    def clear(self, entry: Entry) -> None:
        self.discard(entry)
        self._staged_path(entry.version).parent.mkdir(parents=True, exist_ok=True)

    def publish(self, entry: Entry) -> None:
        path, target, staged = self._ledger_path(), self._target(entry.partition), self._staged_path(entry.version)
        with folder_lock(path.parent):
            ledger = self._settled(path, self.ledger())
            if ledger.staged(entry.version) is None and ledger.published(entry.partition):
                return  # The process was killed between the rename and its record, which was made up for just now.
            if self.base(entry.partition) != entry.base:
                raise SupersededError
            self.refuse_changed(entry)
            refuse_read_only(target)
            if self.quarantine is not None:
                # First, so that every published version has its quarantined rows, whenever the process is killed.
                self.quarantine.accept(entry, is_added=False)
            target.parent.mkdir(parents=True, exist_ok=True)
            give_access(staged, target)
            fsync.sync([staged])
            # From here on the file's identity tells what happened: a rename keeps it.
            ledger = self._write(path, ledger.keep(entry.now("publishing", identity=_token(staged) or "")))
            staged.replace(target)
            fsync.sync([target.parent])
            self._settled(path, ledger)
            self._remove(staged, entry.version)

    def discard(self, entry: Entry) -> None:
        self._remove(self._staged_path(entry.version), entry.version)
        if self.quarantine is not None:
            rest = kept(entry.version)
            self._remove(self._staged_path(rest), rest)
            self.quarantine.discard(entry)

    def keep(self, version: Version) -> None:
        rest = kept(version)
        place = self._staged_path(rest)
        place.replace(self._staged_path(version))
        self._remove(place, rest)

    def _remove(self, staged: Path, version: Version) -> None:
        """Remove a staged file, and the folder of its version if it has one."""
        staged.unlink(missing_ok=True)
        name = folder_of(self._source.path or "", version)
        for own in (each for each in staged.parents if each.name == name):
            with suppress(FileNotFoundError):
                shutil.rmtree(own)

    def _settled(self, path: Path, ledger: Ledger) -> Ledger:
        """The ledger without publications of which it does not know how they ended: the file itself tells."""
        begun = ledger.publishing()
        for entry in begun:
            is_done = self.content(entry.partition) == entry.identity
            ledger = ledger.drop(entry).keep(entry.now("published" if is_done else "passed"))
        return self._write(path, ledger) if begun else ledger

    def _write(self, path: Path, ledger: Ledger) -> Ledger:
        with atomic_file(path) as draft:
            draft.write_bytes(encode(ledger))
        fsync.sync([path.parent])
        return ledger

    def _target(self, partition: str) -> Path:
        """The real path of the file: if it is a link, the link stays and what it leads to is replaced."""
        source = self._of(partition)
        if "*" in (source.path or ""):
            raise StagingError(f"the path {source.path} has a `*`; one file is written, so its path must name one")
        path = self._root / (source.path or "")
        if kind := special(path):
            raise UnreadableError(f"{path} is {kind}, not a data file")
        if path.is_dir():
            raise StagingError(f"{path} is a folder, and one file is written; remove the folder, or change the path")
        return place_of_result(source, self._root)

    def _of(self, partition: str) -> Source:
        """The source of one partition."""
        return of_partition(self._source, partition)

    def _staged_path(self, version: Version) -> Path:
        target, root = self._target(version.partition), resolved(self._root)
        beside = target.with_name(staged_name(target.name, version.run))
        if beside.exists():
            return beside
        path = staged_below(self._source.path or "", target.relative_to(root).as_posix(), version)
        place = may_replace(path, str(root))
        if place is None:
            raise StagingError(f"{self._root / path} is not written: a link leads out of {self._root}")
        return Path(place) if can_rename(root / FOLDER, target.parent) else beside

    def _ledger_path(self) -> Path:
        # Named by the path and not by the dataset, because several projects may share a root.
        folder, slash, name = (self._source.path or "").rpartition("/")
        name = f"{FOLDER}/{folder}{slash}{with_ending(name, '.ledger')}"
        place = may_replace(name, str(resolved(self._root)))
        if place is None:
            raise StagingError(f"{self._root / name} is not written: a link leads out of {self._root}")
        return Path(place)


def give_access(staged: Path, target: Path) -> None:
    """Give a staged file the access that it would have if it had been written at the target."""
    if target.exists():
        shutil.copymode(target, staged)
    folder = target.parent.stat()
    if folder.st_mode & stat.S_ISGID and staged.stat().st_gid != folder.st_gid:
        with suppress(PermissionError):  # The user need not be a member of the group.
            shutil.chown(staged, group=folder.st_gid)


def _token(path: Path) -> str | None:
    """Changes whenever a file is replaced or written to; a rename of the file keeps it."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return f"{found.st_ino}-{found.st_mtime_ns}-{found.st_size}"
