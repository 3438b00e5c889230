"""The formats of files, as their names tell them."""

from __future__ import annotations

ENDINGS = {".csv": "csv", ".parquet": "parquet", ".json": "json", ".jsonl": "json", ".ndjson": "json"}
"""The formats that a path's ending tells; a compressed file has a second ending."""
COMPRESSED = (".gz", ".zst", ".bz2")


def format_of(path: str) -> str | None:
    """The format that the ending of a path tells."""
    path = uncompressed(path)
    return next((name for ending, name in ENDINGS.items() if path.endswith(ending)), None)


def uncompressed(path: str) -> str:
    """The path without the ending that says how the file is compressed."""
    for ending in COMPRESSED:
        path = path.removesuffix(ending)
    return path
