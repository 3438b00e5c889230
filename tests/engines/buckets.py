"""A bucket of the object store that runs in the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import obstore
import obstore.store

from opsgen.runtime.engines.duckdb.object_files import object_files

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "team/data"


class Bucket:
    """The connection to a bucket of its own, and what a reader of that bucket sees."""

    def __init__(self, endpoint: str, name: str) -> None:
        keys = {"access_key_id": {"secret": "LAKE_KEY"}, "secret_access_key": {"secret": "LAKE_SECRET"}}
        s3 = {"type": "s3", "bucket": name, "region": "us-east-1", "endpoint": endpoint}
        self.connections = {"lake": {**s3, "prefix": PREFIX, **keys}}
        self.raw = {"connection": "lake", "path": "raw.csv"}
        self.good = {"connection": "lake", "path": "made/good.parquet"}
        self.endpoint, self.name = endpoint, name
        self.client = obstore.store.S3Store(
            name,
            region="us-east-1",
            endpoint=endpoint,
            access_key_id="key",
            secret_access_key="secret",  # noqa: S106
            client_options={"allow_http": True},
        )

    def put(self, key: str, data: bytes) -> None:
        obstore.put(self.client, f"{PREFIX}/{key}", data)

    def keys(self) -> list[str]:
        return [each["path"].removeprefix(f"{PREFIX}/") for batch in obstore.list(self.client) for each in batch]

    def fill(self, folder: Path, rows: int) -> None:  # noqa: ARG002
        self.put("raw.csv", "".join(f"{each}\n" for each in ("id", *range(rows))).encode())

    def published(self, folder: Path) -> list[int]:  # noqa: ARG002
        return [row[0] for row in self.read("made/good.parquet", "id")]

    def read(self, pattern: str, columns: str = "*", function: str = "read_parquet") -> list[tuple[Any, ...]]:
        """The rows that DuckDB reads at a pattern of keys."""
        import duckdb

        files = object_files("s3")
        files._buckets[f"s3://{self.connections['lake']['bucket']}"] = self.client  # noqa: SLF001
        with duckdb.connect() as connection:
            connection.register_filesystem(files)
            address = f"s3://{self.connections['lake']['bucket']}/{PREFIX}/{pattern}"
            sql = f"select {columns} from {function}('{address}') order by all"  # noqa: S608
            return connection.sql(sql).fetchall()
