"""Versions of a dataset with `layout: versioned`: a folder each, of which the file `_current` names the published one.

Several files cannot be replaced in one step, but the file that names their folder can. A reader that resolves it once
reads whole versions. The folder published before stays, for readers that have just begun.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from opsgen.emit import fsync
from opsgen.emit.atomic_file import atomic_file, refuse_read_only
from opsgen.emit.folder_lock import folder_lock
from opsgen.graph.formats import staged_name
from opsgen.graph.versions import CURRENT
from opsgen.runtime.engines.versions import NAME, published
from opsgen.runtime.staging.files import LocalFileStore
from opsgen.runtime.staging.ledger import LedgerError
from opsgen.runtime.staging.source import with_path
from opsgen.runtime.staging.store import Output, StagingError, SupersededError, digest
from opsgen.source.access import may_replace, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from opsgen.language.dataset import Source
    from opsgen.runtime.staging.ledger import Entry, Ledger, Version


class VersionedFolderStore(LocalFileStore):
    """`root` is the folder that must contain the versions: that of the connection."""

    def content(self, partition: str) -> str:  # noqa: ARG002
        return published(self._root / (self._source.path or "")) or "absent"

    def identity(self, version: Version) -> str | None:
        found = list(_described(self._staged_path(version)))
        return digest(found) if found else None

    def staged(self, version: Version) -> Source:
        return with_path(self._source, f"{self._source.path}/{self._staged_path(version).name}")

    def output(self, version: Version) -> Output:
        path, ledger = self._staged_path(version), self._ledger_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        with folder_lock(ledger.parent):
            self._remove_old(self._settled(ledger, self.ledger()))
        return Output(str(path), "folder")

    def publish(self, entry: Entry) -> None:
        path, staged = self._ledger_path(), self._staged_path(entry.version)
        folder, marker = staged.parent, staged.with_name(CURRENT)
        with folder_lock(path.parent):
            ledger = self._settled(path, self.ledger())
            if ledger.staged(entry.version) is None and ledger.published(entry.partition):
                return  # The process was killed before it recorded what it had published.
            if self.base(entry.partition) != entry.base:
                raise SupersededError
            self.refuse_changed(entry)
            refuse_read_only(marker)
            fsync.sync([staged, *staged.rglob("*")])
            # A new name, and not that of the run: a run that is started again stages another version.
            name = f"v-{os.urandom(6).hex()}"
            ledger = self._write(path, ledger.keep(entry.now("publishing", place=str(folder / name))))
            staged.rename(folder / name)
            with atomic_file(marker) as draft:
                draft.write_text(f"{name}\n", encoding="ascii")
            fsync.sync([folder])
            self._settled(path, ledger)

    def discard(self, entry: Entry) -> None:
        path = self._staged_path(entry.version)
        if os.path.lexists(path):
            shutil.rmtree(path)

    def _settled(self, path: Path, ledger: Ledger) -> Ledger:
        """The ledger without publications of which it does not record the end: `_current` shows it."""
        begun = ledger.publishing()
        for entry in begun:
            staged = self._staged_path(entry.version)
            name = entry.place.replace(os.sep, "/").rpartition("/")[2]
            if not NAME.fullmatch(name):  # It becomes a path, and the ledger may come from elsewhere.
                raise LedgerError(f"{path} names no version for run {entry.run}; restore it, or remove it")
            version = staged.with_name(name)
            if self.content(entry.partition) == version.name:
                done = entry.now("published", identity=version.name)
            else:
                if version.is_dir() and not os.path.lexists(staged):
                    version.rename(staged)
                done = entry.now("passed", place=str(staged))
            ledger = ledger.drop(entry).keep(done)
        return self._write(path, ledger) if begun else ledger

    def _remove_old(self, ledger: Ledger) -> None:
        """Remove versions that were published earlier, except the last: a reader may have just begun to read it."""
        found = ledger.published()
        if found is None or found.identity != self.content(""):
            return  # Something else than opsgen published here, so it is not known which versions are old.
        for each in self._folder().iterdir():
            is_version = NAME.fullmatch(each.name) and each.is_dir() and not each.is_symlink()
            if is_version and each.name not in (found.identity, found.base):
                shutil.rmtree(each)

    def _folder(self) -> Path:
        """The real path of the folder of all versions."""
        return self._staged_path_in("")

    def _staged_path(self, version: Version) -> Path:
        if version.partition:
            raise StagingError(
                f"`layout: versioned` publishes {self._source.path} as a whole, and not the partition "
                f"{version.partition} alone; give each partition a file, such as `{self._source.path}/{{day}}.parquet`"
            )
        return self._staged_path_in(staged_name("v", version.run))

    def _staged_path_in(self, name: str) -> Path:
        path, root = f"{self._source.path}/{name or CURRENT}", resolved(self._root)
        place = may_replace(path, str(root))
        if place is None:
            raise StagingError(
                f"{self._root / path} is not written: a link leads out of {self._root}, or it is in `.git` or `.opsgen`"
            )
        return root.__class__(place) if name else root.__class__(place).parent


def _described(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        found = path.lstat()
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            yield f"{name} {found.st_ino} {found.st_mtime_ns} {found.st_size}"
