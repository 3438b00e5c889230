"""A process that reads a dataset again and again, as a program that knows nothing of opsgen.

It prints one line before it starts, and reads until its standard input ends. Then it prints as JSON how often it has
read, which versions it has seen, and what it has read that is no whole version.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

ROWS = 1000
"""Version N of a day has N more rows than this, and N is in each of them."""
QUERY = "select count(*), min(version), max(version) from {} group by day order by day"
PAUSE = 0.02
"""Seconds between two reads: who reads a DuckDB database without a pause keeps every writer from it."""
KEYS = {"access_key_id": "key", "secret_access_key": "secret", "region": "us-east-1"}
"""What the object store of the tests takes from everyone."""

Days: TypeAlias = "list[tuple[int, int | None, int | None]]"
"""Of each day the number of rows, and the least and the greatest version in them."""


def read(kind: str, address: str, table: str = "good") -> Days | None:
    """What is published. None if it cannot be read now. `table` is its name in a database."""
    match kind:
        case "postgres":
            import psycopg

            with psycopg.connect(address) as server:
                return server.execute(QUERY.format(table).encode()).fetchall()
        case "duckdb":
            return _database(address, table)
        case "folder":
            version = Path(address, "_current").read_text(encoding="ascii").strip()
            return _files(f"{address}/{version}/*.parquet")
        case "objects":
            return _objects(*address.split())
    pattern = Path(address)
    return _copies([each.read_bytes() for each in pattern.parent.glob(pattern.name)])


def versions(found: Days) -> list[int] | None:
    """The version of each day; None if one is not whole."""
    if any(least is None or least != greatest or rows != ROWS + least for rows, least, greatest in found):
        return None
    return [rows - ROWS for rows, _, _ in found]


def _files(pattern: str) -> Days:
    import duckdb

    with closing(duckdb.connect()) as connection:
        return connection.execute(QUERY.format(f"'{pattern}'")).fetchall()


def _database(path: str, table: str) -> Days | None:
    import duckdb

    try:
        with closing(duckdb.connect(path, read_only=True)) as connection:
            return connection.execute(QUERY.format(table)).fetchall()
    except duckdb.IOException as error:
        if "Could not set lock" in str(error):
            return None
        raise


def _objects(endpoint: str, bucket: str, folder: str) -> Days:
    import obstore
    from obstore.store import S3Store

    store = S3Store(bucket, endpoint=endpoint, client_options={"allow_http": True}, **KEYS)
    found = (each["path"] for batch in obstore.list(store, folder) for each in batch)
    return _copies([obstore.get(store, path).bytes() for path in found])


def _copies(contents: Iterable[Any]) -> Days:
    """Read copies: one query of DuckDB opens a file by its path three times, and a rename can come in between."""
    with tempfile.TemporaryDirectory() as folder:
        for number, content in enumerate(contents):
            Path(folder, f"{number}.parquet").write_bytes(content)
        return _files(f"{folder}/*.parquet")


def main() -> None:
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    print("reading", flush=True)
    reads, seen, torn = 0, set[int](), list[Any]()
    while not ended.is_set():
        found = read(*sys.argv[1:])
        if found is not None:
            reads += 1
            if (whole := versions(found)) is None:
                torn.append(found)
            else:
                seen.add(whole[-1])
        time.sleep(PAUSE)
    print(json.dumps({"reads": reads, "versions": sorted(seen), "torn": torn}))


if __name__ == "__main__":
    main()
