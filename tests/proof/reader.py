"""A process that reads a dataset again and again, as a program that knows nothing of opsgen.

It prints one line before it starts, and reads until its standard input ends. Then it prints as JSON how often it has
read, which versions it has seen, and what it has read that is no whole version.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from contextlib import closing
from typing import Any

ROWS = 1000
"""Version N has N more rows than this, and N is in each of them."""
QUERY = "select count(*), min(version), max(version) from"
PAUSE = 0.02
"""Seconds between two reads: who reads a DuckDB database without a pause keeps every writer from it."""


def read(kind: str, address: str) -> tuple[int, int | None, int | None] | None:
    """The number of rows, and the least and the greatest version in them. None if they cannot be read now."""
    if kind == "postgres":
        import psycopg

        with psycopg.connect(address) as server:
            return _one(server.execute(f"{QUERY} good").fetchall())
    import duckdb

    database = address if kind == "duckdb" else ":memory:"
    table = "good" if kind == "duckdb" else f"'{address}'"
    try:
        with closing(duckdb.connect(database, read_only=kind == "duckdb")) as connection:
            return _one(connection.execute(f"{QUERY} {table}").fetchall())
    except duckdb.IOException as error:
        if "Could not set lock" in str(error):
            return None
        raise


def is_whole(found: tuple[int, int | None, int | None]) -> bool:
    rows, least, greatest = found
    return least is not None and least == greatest and rows == ROWS + least


def _one(rows: list[Any]) -> tuple[int, int | None, int | None]:
    ((count, least, greatest),) = rows
    return count, least, greatest


def main() -> None:
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    print("reading", flush=True)
    reads, versions, torn = 0, set(), []
    while not ended.is_set():
        found = read(*sys.argv[1:])
        if found is not None:
            reads += 1
            if is_whole(found):
                versions.add(found[1])
            else:
                torn.append(found)
        time.sleep(PAUSE)
    print(json.dumps({"reads": reads, "versions": sorted(versions), "torn": torn}))


if __name__ == "__main__":
    main()
