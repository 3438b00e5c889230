"""Versions of a dataset that is one file on this machine, or one file per partition.

A version is staged beside the file, and renamed over it to publish it. Whoever has the old file open goes on reading
the old rows.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.emit import fsync
from opsgen.emit.atomic_file import atomic_file, refuse_read_only
from opsgen.emit.folder_lock import folder_lock
from opsgen.graph.formats import staged_name
from opsgen.runtime.engines.engine import UnreadableError, place_of_result
from opsgen.runtime.staging.ledger import FOLDER, Ledger, LedgerError, Version, decode, encode
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
        path = self._staged_path(version)
        path.parent.mkdir(parents=True, exist_ok=True)
        return Output(str(path), "file")

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
            if target.exists():
                shutil.copymode(target, staged)
            fsync.sync([staged])
            # From here on the file's identity tells what happened: a rename keeps it.
            ledger = self._write(path, ledger.keep(entry.now("publishing", identity=_token(staged) or "")))
            staged.replace(target)
            fsync.sync([target.parent])
            self._settled(path, ledger)

    def discard(self, entry: Entry) -> None:
        self._staged_path(entry.version).unlink(missing_ok=True)
        if self.quarantine is not None:
            self._staged_path(kept(entry.version)).unlink(missing_ok=True)
            self.quarantine.discard(entry)

    def keep(self, version: Version) -> None:
        self._staged_path(kept(version)).replace(self._staged_path(version))

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
        return place_of_result(source, self._root)

    def _of(self, partition: str) -> Source:
        """The source of one partition."""
        return of_partition(self._source, partition)

    def _staged_path(self, version: Version) -> Path:
        target = self._target(version.partition)
        return target.with_name(staged_name(target.name, version.run))

    def _ledger_path(self) -> Path:
        # Named by the path and not by the dataset, because several projects may share a root.
        name = f"{FOLDER}/{self._source.path}.ledger"
        place = may_replace(name, str(resolved(self._root)))
        if place is None:
            raise StagingError(f"{self._root / name} is not written: a link leads out of {self._root}")
        return Path(place)


def _token(path: Path) -> str | None:
    """Changes whenever a file is replaced or written to; a rename of the file keeps it."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return f"{found.st_ino}-{found.st_mtime_ns}-{found.st_size}"
