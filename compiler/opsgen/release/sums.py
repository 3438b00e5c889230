"""The list of an environment's files, with a digest each: `release-ENV.sums`, which `sha256sum --check` can read.

Deploy workflows make the same list with `find`, `sort` and `sha256sum`, so that they need no opsgen to prove a release.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

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
    found = {}
    for folder in folders:
        for path in _files(root, root / folder):
            if path not in pins:
                with (root / path).open("rb") as stream:
                    found[path] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def _files(root: Path, folder: Path) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if each != _CACHES)
        for name in (*folders, *sorted(names)):
            path = Path(parent, name)
            shown = path.relative_to(root).as_posix()
            if path.is_symlink():
                raise LinkError(f"{shown} is a link")
            if name not in folders:
                yield shown
