"""Objects as files, for a DuckDB whose extension for them is not installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.runtime.engines.driver import driver
from opsgen.runtime.engines.objects import EXTRA, bucket, found, split

if TYPE_CHECKING:
    from opsgen.language.connection import Connection


def object_files(scheme: str) -> Any:
    """A file system of fsspec's for one scheme, with the functions that DuckDB calls. Raises UnreadableError."""
    abstract: Any = driver("fsspec", EXTRA).AbstractFileSystem
    obstore: Any = driver("obstore", EXTRA)

    class ObjectFiles(abstract):  # type: ignore[misc]
        protocol = scheme
        cachable = False

        def __init__(self) -> None:
            super().__init__()
            self._buckets: dict[str, Any] = {}

        def add(self, connection: Connection, address: str) -> None:
            """Open the bucket of an address."""
            self._buckets[split(address).bucket] = bucket(connection, address)

        def open(self, path: str, mode: str = "rb", **_: Any) -> Any:
            store, key = self._at(path)
            # A reader fetches ranges of the object, and a writer uploads it in parts: neither holds it in memory.
            return obstore.open_writer(store, key) if "w" in mode else obstore.open_reader(store, key)

        def glob(self, path: str, **_: Any) -> list[str]:
            root = split(path).bucket
            store, key = self._at(path)
            try:
                return sorted(f"{root}/{each['path']}" for each in found(store, key))
            except FileNotFoundError:
                return []

        def size(self, path: str) -> int:
            return int(self.info(path)["size"])

        def modified(self, path: str) -> Any:
            return self.info(path)["last_modified"]

        def info(self, path: str, **_: Any) -> dict[str, Any]:
            head: dict[str, Any] = obstore.head(*self._at(path))
            return head | {"name": path, "type": "file"}

        def _at(self, path: str) -> tuple[Any, str]:
            address = split(path)
            return self._buckets[address.bucket], address.key

    return ObjectFiles()
