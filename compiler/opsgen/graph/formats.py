"""The formats of files, as their names tell them."""

from __future__ import annotations

ENDINGS = {".csv": "csv", ".parquet": "parquet", ".json": "json", ".jsonl": "json", ".ndjson": "json"}
"""The formats that a path's ending tells; a compressed file has a second ending."""
COMPRESSED = (".gz", ".zst", ".bz2")
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


def format_of(path: str) -> str | None:
    """The format that the ending of a path tells."""
    path = uncompressed(path)
    return next((name for ending, name in ENDINGS.items() if path.endswith(ending)), None)


def uncompressed(path: str) -> str:
    """The path without the ending that says how the file is compressed."""
    for ending in COMPRESSED:
        path = path.removesuffix(ending)
    return path


def is_written_as(path: str, format_: str) -> bool:
    """Whether a path ends as a transform may write this format, so that no program takes the file for its own."""
    path = uncompressed(path.lower()) if format_ in ("csv", "json") else path.lower()
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
