"""Where a registry without a server stores its files: a folder on this machine, or an object store."""

from __future__ import annotations

import random
import shutil
import time
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol

from opsgen.emit import fsync
from opsgen.emit.atomic_file import atomic_file, created
from opsgen.emit.folder_lock import folder_lock
from opsgen.runtime.engines import objects
from opsgen.runtime.engines.driver import driver
from opsgen.runtime.registry.registry import RegistryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.language.connection import Connection

ATTEMPTS = 50
"""How often a change is tried, while others change the same object."""


class Blobs(Protocol):
    """Files below one root, by keys such as `versions/7.json`."""

    def address(self, key: str) -> str:
        """The address of a key, as other programs read it."""
        ...

    def read(self, key: str) -> bytes | None: ...

    def create(self, key: str, content: bytes) -> bool:
        """Write a file that does not exist yet. False if it exists."""
        ...

    def change(self, key: str, update: Callable[[bytes | None], bytes]) -> None:
        """Replace a file. No other change comes between what `update` reads and what it returns."""
        ...

    def names(self, folder: str) -> list[str]:
        """The names of the files and folders in a folder."""
        ...

    def remove(self, key: str) -> None:
        """Remove a file or a folder, if it is there."""
        ...

    def upload(self, folder: Path, key: str) -> None:
        """Copy all files below a folder of this machine to the folder `key`, which does not exist yet."""
        ...

    def download(self, key: str, folder: Path) -> None:
        """Copy all files below the folder `key` into a folder of this machine."""
        ...


class LocalBlobs:
    """A folder on this machine. Each file is replaced by a rename, and changes lock the folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def address(self, key: str) -> str:
        return (self._root / key).absolute().as_uri()

    def read(self, key: str) -> bytes | None:
        with self._explained():
            try:
                return (self._root / key).read_bytes()
            except FileNotFoundError:
                return None

    def create(self, key: str, content: bytes) -> bool:
        path = self._root / key
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with created(path) as draft:
                    draft.write_bytes(content)
            except FileExistsError:
                return False
            fsync.sync([path.parent])
            return True

    def change(self, key: str, update: Callable[[bytes | None], bytes]) -> None:
        path = self._root / key
        with self._explained(), folder_lock(path.parent):
            content = update(self.read(key))
            with atomic_file(path) as draft:
                draft.write_bytes(content)
            fsync.sync([path.parent])

    def names(self, folder: str) -> list[str]:
        with self._explained():
            try:
                return [path.name for path in (self._root / folder).iterdir()]
            except FileNotFoundError:
                return []

    def remove(self, key: str) -> None:
        path = self._root / key
        with self._explained():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def upload(self, folder: Path, key: str) -> None:
        with self._explained():
            shutil.copytree(folder, self._root / key)
            fsync.sync([path for path in (self._root / key).rglob("*") if path.is_file()])

    def download(self, key: str, folder: Path) -> None:
        with self._explained():
            shutil.copytree(self._root / key, folder, dirs_exist_ok=True)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (OSError, shutil.Error) as error:
            raise RegistryError(f"the registry {self._root} cannot be used: {_reason(error)}") from None


class ObjectBlobs:
    """A prefix in an object store. Conditional writes decide between two processes."""

    def __init__(self, connection: Connection, root: str) -> None:
        self._root = root.rstrip("/")
        self._api: Any = driver("obstore", objects.EXTRA)
        self._errors: Any = driver("obstore.exceptions", objects.EXTRA)
        self._bucket = objects.bucket(connection, self._root)

    def address(self, key: str) -> str:
        return f"{self._root}/{key}"

    def read(self, key: str) -> bytes | None:
        found = self._read(key)
        return None if found is None else found[0]

    def create(self, key: str, content: bytes) -> bool:
        return self._put(key, content, "create")

    def change(self, key: str, update: Callable[[bytes | None], bytes]) -> None:
        for attempt in range(ATTEMPTS):
            found = self._read(key)
            before, state = (None, "create") if found is None else found
            if self._put(key, update(before), state):
                return
            time.sleep(random.uniform(0, min(0.02 * 2**attempt, 2)))  # noqa: S311 - so that two do not collide again
        raise RegistryError(f"{self.address(key)} is changed by other runs all the time; try again")

    def names(self, folder: str) -> list[str]:
        with self._explained(folder):
            found = self._api.list_with_delimiter(self._bucket, f"{self._key(folder)}/")
        paths = [each["path"] for each in found["objects"]] + list(found["common_prefixes"])
        return [path.rstrip("/").rpartition("/")[2] for path in paths]

    def remove(self, key: str) -> None:
        with self._explained(key):
            paths = [each["path"] for batch in self._api.list(self._bucket, f"{self._key(key)}/") for each in batch]
            for path in (*paths, self._key(key)):
                try:
                    self._api.delete(self._bucket, path)
                except FileNotFoundError:
                    continue

    def upload(self, folder: Path, key: str) -> None:
        with self._explained(key):
            for path in folder.rglob("*"):
                if path.is_file():
                    self._api.put(self._bucket, self._key(f"{key}/{path.relative_to(folder).as_posix()}"), path)

    def download(self, key: str, folder: Path) -> None:
        prefix = f"{self._key(key)}/"
        with self._explained(key):
            paths = [each["path"] for batch in self._api.list(self._bucket, prefix) for each in batch]
            for path in paths:
                self._fetch(path, _below(folder, path.removeprefix(prefix)))

    def _fetch(self, path: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            for part in self._api.get(self._bucket, path):
                file.write(part)

    def _read(self, key: str) -> tuple[bytes, dict[str, str]] | None:
        with self._explained(key):
            try:
                found = self._api.get(self._bucket, self._key(key))
            except FileNotFoundError:
                return None
            state = {name: found.meta[name] for name in ("e_tag", "version") if found.meta[name]}
            return bytes(found.bytes()), state

    def _put(self, key: str, content: bytes, mode: Any) -> bool:
        """Write an object under a condition. False if another process was faster."""
        with self._explained(key):
            try:
                # Only a write in one part has a condition.
                self._api.put(self._bucket, self._key(key), content, mode=mode, use_multipart=False)
            except (self._errors.PreconditionError, self._errors.AlreadyExistsError, FileNotFoundError):
                return False
        return True

    def _key(self, key: str) -> str:
        return objects.split(f"{self._root}/{key}".rstrip("/")).key

    @contextmanager
    def _explained(self, key: str) -> Iterator[None]:
        try:
            yield
        except self._errors.BaseError as error:
            reason = objects.reason(error)
            raise RegistryError(f"the registry {self.address(key)} cannot be used: {reason}") from None
        except OSError as error:
            raise RegistryError(f"the registry {self.address(key)} cannot be used: {_reason(error)}") from None


def _below(folder: Path, name: str) -> Path:
    """The path of a file below a folder. A name in a store could lead out of it."""
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or PurePosixPath(name).is_absolute():
        raise RegistryError(f"{name} is not a path inside of a model's folder")
    return folder.joinpath(*parts)


def _reason(error: Exception) -> str:
    if isinstance(error, shutil.Error):
        return "; ".join(f"{source}: {why}" for source, _, why in error.args[0])
    return str(error)
