"""The list of an environment's files, with a digest each: `release-ENV.sums`, which `sha256sum --check` can read.

Deploy workflows make the same list with `find`, `sort` and `sha256sum`, so that they need no opsgen to prove a release.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from opsgen.emit.output_tree import EntryKind, Tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

_CACHES = "__pycache__"


class LinkError(Exception):
    """A file of an environment is a link; the message names it. What it leads to is in no release."""


def text(digests: Mapping[str, str]) -> bytes:
    """The list, sorted by path. `digests` are SHA-256 in hexadecimal digits, by path from the project's folder."""
    # Bytes, not characters: `LC_ALL=C sort` orders by them.
    paths = sorted(digests, key=os.fsencode)
    return b"".join(f"{digests[path]}  {path}\n".encode() for path in paths)


def digest(digests: Mapping[str, str]) -> str:
    """The `files` of a release: the digest of the list."""
    return f"sha256:{hashlib.sha256(text(digests)).hexdigest()}"


def of_files(files: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """The digest of each file, by path."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in files}


def on_disk(root: Path, folders: Iterable[str], pins: Collection[str]) -> dict[str, str]:
    """The digest of each file below these folders, except pin files and Python's caches.

    A file that opsgen did not write counts, too: Airflow would run it. Raises LinkError, and OSError.
    """
    tree, found = Tree(root), {}
    for folder in folders:
        for path in _files(tree, folder):
            if path not in pins:
                found[path] = tree.digest(path) or ""
    return found


def _files(tree: Tree, folder: str) -> Iterator[str]:
    """The files below a folder, if it is there. A link on the way to it, or below it, is refused."""
    entry = tree.entry(folder)
    if entry.kind is EntryKind.LINK:
        raise LinkError(f"{entry.path} is a link")
    if entry.kind is EntryKind.FILE:
        yield folder
    if entry.kind is EntryKind.FOLDER:
        for path in tree.names(folder):
            if not path.endswith(f"/{_CACHES}"):
                yield from _files(tree, path)
