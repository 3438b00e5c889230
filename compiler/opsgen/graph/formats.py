"""The formats of files, as their names tell them."""

from __future__ import annotations

import re

ENDINGS = {".csv": "csv", ".parquet": "parquet", ".json": "json", ".jsonl": "json", ".ndjson": "json"}
"""The format of a file by the suffix of its path."""
COMPRESSION = {".gz": "gzip", ".zst": "zstd", ".bz2": "bzip2"}
"""The second ending of compressed files, and how they are compressed."""
COMPRESSED = tuple(COMPRESSION)
WRITTEN = {
    "csv": (".csv", ".tsv"),
    "parquet": (".parquet",),
    "json": (".jsonl", ".ndjson"),
    "delta": (".delta",),
    "iceberg": (".iceberg",),
}
"""The endings under which a transform writes files of a format. Not `.json`: the rows are JSON Lines, and one of them
could pass for a file such as `package.json`, which programs obey."""
DATABASES = (".duckdb", ".ddb", ".db")
"""The endings under which a transform creates a database of DuckDB's."""


LONGEST_NAME = 255
"""The most bytes that file systems allow in the name of a file."""
_TAIL = 40
"""How many characters stay of a longer name; each has four bytes at most."""

_STAGED = re.compile(r"\.opsgen-[0-9a-f]{12}\Z")
"""The ending of files that are staged: no pattern of a source matches it."""


def staged_name(name: str, run: str) -> str:
    """The name of the file that a run stages for the file of this name."""
    return with_ending(name, f".opsgen-{run}")


def with_ending(name: str, ending: str) -> str:
    """A file name with one more ending. File systems limit it, so of a long name only the end stays, and its digest."""
    if len((name + ending).encode()) <= LONGEST_NAME:
        return name + ending
    from hashlib import sha256

    return f"{sha256(name.encode()).hexdigest()[:16]}{name[-_TAIL:]}{ending}"


def published_path(path: str) -> str:
    """The path of a file without the ending that says that it is staged."""
    return _STAGED.sub("", path)


def compression_of(path: str) -> str | None:
    """How a file is compressed, by the suffix of its path."""
    path = published_path(path)
    return next((name for ending, name in COMPRESSION.items() if path.endswith(ending)), None)


def format_of(path: str) -> str | None:
    """The format that the ending of a path tells."""
    path = uncompressed(path)
    return next((name for ending, name in ENDINGS.items() if path.endswith(ending)), None)


def uncompressed(path: str) -> str:
    """The path without the ending that says how the file is compressed."""
    path = published_path(path)
    for ending in COMPRESSED:
        path = path.removesuffix(ending)
    return path


def is_written_as(path: str, format_: str) -> bool:
    """Whether a path ends as a transform may write this format, so that no program takes the file for its own."""
    path = published_path(path.lower())
    path = uncompressed(path) if format_ in ("csv", "json") else path
    return path.endswith(WRITTEN[format_])


def written_rule(format_: str) -> str:
    """What is demanded of a path that a transform writes to."""
    what = "JSON Lines" if format_ == "json" else f"{format_} data"
    endings = " or ".join(f"`{each}`" for each in WRITTEN[format_])
    return f"a transform writes {what} here, so the path must end in {endings}"


def written_remedy(path: str, format_: str) -> str:
    """What to do about a path that ends otherwise."""
    folder, slash, name = path.rpartition("/")
    return f"write `{folder}{slash}{name.partition('.')[0] or 'data'}{WRITTEN[format_][0]}`"
