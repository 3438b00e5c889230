"""Versions of a dataset that is one object of an object store, or one object per partition.

A store has no rename. A version is therefore claimed in the ledger by a conditional write, which one run alone can win,
and then copied over the target. Whoever finds a claim whose run was killed copies the staged object again. It is
removed before the claim is, so that a run that was stopped in between cannot copy it later.
"""

from __future__ import annotations

import random
import shutil
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from opsgen.graph.formats import staged_name
from opsgen.runtime.engines import objects
from opsgen.runtime.engines.driver import driver
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.runtime.staging.ledger import FOLDER, Ledger, Version, decode, encode
from opsgen.runtime.staging.source import of_partition, with_path
from opsgen.runtime.staging.store import Output, StagingError, Store, SupersededError, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.language.connection import Connection
    from opsgen.language.dataset import Source
    from opsgen.runtime.staging.ledger import Entry

COPIED = 5 * 1024**3
"""The largest object that S3 copies in one request, in bytes. A larger one is streamed through this machine."""
PART = 16 * 1024**2
"""How much of such an object is in memory, in bytes."""
ATTEMPTS = 50
"""How often a change of the ledger is tried, while other runs change it."""


class ObjectStore(Store):
    """`root` is the address of the connection, such as `s3://lake/prefix`."""

    def __init__(self, source: Source, connection: Connection, root: str) -> None:
        self._source = source
        self._root = root.rstrip("/")
        try:
            self._api: Any = driver("obstore", objects.EXTRA)
            self._errors: Any = driver("obstore.exceptions", objects.EXTRA)
            self._bucket = objects.bucket(connection, self._root)
        except UnreadableError as error:
            raise StagingError(f"versions of {self._root} cannot be kept: {error}") from None

    def ledger(self) -> Ledger:
        return self._read()[0]

    def change(self, update: Callable[[Ledger], Ledger]) -> Ledger:
        for attempt in range(ATTEMPTS):
            before, state = self._read()
            after = update(before)
            if after == before or self._write(after, state):
                return after
            time.sleep(random.uniform(0, min(0.02 * 2**attempt, 2)))  # noqa: S311 - so that two runs do not collide again
        raise StagingError(f"{self._root}/{self._ledger_path()} is changed by other runs all the time; try again")

    def base(self, partition: str) -> str:
        return self._base(self.ledger(), partition)

    def content(self, partition: str) -> str:
        path = of_partition(self._source, partition or "*").path or ""
        if "*" not in path:
            return self._token(path) or "absent"
        with self._explained(path):
            return digest(f"{each['path']} {_token(each)}" for each in objects.found(self._bucket, self._key(path)))

    def identity(self, version: Version) -> str | None:
        return self._token(self._staged_path(version))

    def staged(self, version: Version) -> Source:
        return with_path(self._source, self._staged_path(version))

    def output(self, version: Version) -> Output:
        # A claim that was left changes what is published, so it comes before a new version is begun.
        self._settle(self.ledger())
        return Output(f"{self._root}/{self._staged_path(version)}", "file")

    def publish(self, entry: Entry) -> None:
        self.refuse_changed(entry)
        claim = entry.now("publishing")
        while claim not in (claimed := self.change(lambda ledger: self._claimed(ledger, entry, claim))).entries:
            if not claimed.publishing():
                return  # The process was killed before it could report what it had published.
            self._settle(claimed)
        try:
            self._finish(claim)
        except StagingError as error:
            if error.__cause__ is not None and self._is_refused(error.__cause__):
                self.change(lambda ledger: ledger.keep(entry) if claim in ledger.entries else ledger)
            raise

    def discard(self, entry: Entry) -> None:
        self._remove(self._staged_path(entry.version))

    def _claimed(self, ledger: Ledger, entry: Entry, claim: Entry) -> Ledger:
        """The ledger with the claim of a version; as it is if another claim is in the way, or none is needed.

        If the ledger is still the same when it is written, no other run has published since the target was looked at.
        """
        if any(each.partition == entry.partition for each in ledger.publishing()):
            return ledger
        if ledger.staged(entry.version) is None and ledger.published(entry.partition):
            return ledger
        if self._base(ledger, entry.partition) != entry.base:
            raise SupersededError
        return ledger.keep(claim)

    def _base(self, ledger: Ledger, partition: str) -> str:
        # Times of objects are in seconds, so two publications of the same content can differ in the ledger only.
        return f"{ledger.published_token(partition)} {self.content(partition)}"

    def _settle(self, ledger: Ledger) -> None:
        for claim in ledger.publishing():
            self._finish(claim)

    def _finish(self, claim: Entry) -> None:
        """Do what a claim announces, as far as it is not done. Several runs may do so at once."""
        target = self._target(claim.partition)
        self._copy(self._staged_path(claim.version), target)
        self._remove(self._staged_path(claim.version))
        identity = self._token(target) or ""

        def record(ledger: Ledger) -> Ledger:
            done = claim.now("published", identity=identity)
            return ledger.drop(claim).keep(done) if claim in ledger.entries else ledger

        self.change(record)

    def _copy(self, staged: str, target: str) -> None:
        source, place = self._key(staged), self._key(target)
        with self._explained(target):
            try:
                if self._api.head(self._bucket, source)["size"] > COPIED:
                    self._stream(source, place)
                else:
                    self._api.copy(self._bucket, source, place)
            except FileNotFoundError:
                return  # Another run has finished this claim.

    def _stream(self, source: str, place: str) -> None:
        writer = self._api.open_writer(self._bucket, place)
        shutil.copyfileobj(self._api.open_reader(self._bucket, source), writer, PART)
        writer.close()  # Only now is there an object: after an error, readers keep the old one.

    def _remove(self, path: str) -> None:
        with self._explained(path):
            try:
                self._api.delete(self._bucket, self._key(path))
            except FileNotFoundError:
                return

    def _read(self) -> tuple[Ledger, dict[str, str] | None]:
        """The ledger, and what identifies its present state."""
        path = self._ledger_path()
        with self._explained(path):
            try:
                found = self._api.get(self._bucket, self._key(path))
            except FileNotFoundError:
                return Ledger(), None
            state = {name: found.meta[name] for name in ("e_tag", "version") if found.meta[name]}
            return decode(bytes(found.bytes()), f"{self._root}/{path}"), state

    def _write(self, ledger: Ledger, state: dict[str, str] | None) -> bool:
        """Replace the ledger if it is still in a state. False if another run was faster."""
        path, text = self._ledger_path(), encode(ledger)
        with self._explained(path):
            try:
                # Only a write in one part has a condition.
                self._api.put(self._bucket, self._key(path), text, mode=state or "create", use_multipart=False)
            except (self._errors.PreconditionError, self._errors.AlreadyExistsError, FileNotFoundError):
                # The client repeats a request whose answer was lost, and then its own write is in its way.
                return self._read()[0] == ledger
        return True

    def _token(self, path: str) -> str | None:
        with self._explained(path):
            try:
                return _token(self._api.head(self._bucket, self._key(path)))
            except FileNotFoundError:
                return None

    def _key(self, path: str) -> str:
        return objects.split(f"{self._root}/{path}").key

    def _target(self, partition: str) -> str:
        path = of_partition(self._source, partition).path or ""
        if "*" in path:
            raise StagingError(f"the path {path} has a `*`; one object is written, so its path must name one")
        return path

    def _staged_path(self, version: Version) -> str:
        # Not beside the target, where a reader of the folder would find it.
        return f"{FOLDER}/{staged_name(self._target(version.partition), version.run)}"

    def _ledger_path(self) -> str:
        return f"{FOLDER}/{self._source.path}.ledger"

    def _is_refused(self, error: BaseException) -> bool:
        """Whether a request was refused, and did nothing. After other errors that is not known."""
        return isinstance(error, (self._errors.PermissionDeniedError, self._errors.UnauthenticatedError))

    @contextmanager
    def _explained(self, path: str) -> Iterator[None]:
        try:
            yield
        except self._errors.BaseError as error:
            raise StagingError(f"{self._root}/{path} cannot be reached: {objects.reason(error)}") from error


def _token(found: dict[str, Any]) -> str:
    """Changes whenever an object is written. The ETag of S3 depends on the content alone, so the time is part of it."""
    return f"{found['e_tag']}-{found['version'] or found['last_modified'].isoformat()}-{found['size']}"
