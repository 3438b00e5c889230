"""A rollback: an environment gets the files of one of its former releases, from the history of opsgen.lock."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from opsgen import LOCKFILE
from opsgen.compile import lockfile
from opsgen.release import sums
from opsgen.release.at_commit import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from opsgen.compile.lockfile import Entry
    from opsgen.release.git import Repository


class Former(NamedTuple):
    """A former release: its entry, and its files by path from the project's folder, pins included."""

    entry: Entry
    files: Mapping[str, bytes]


class Place(NamedTuple):
    """Where the files of an environment are."""

    environment: str
    folders: Sequence[str]
    """From the project's folder."""
    pins: Collection[str]
    """The paths of its pin files."""


def former(repository: Repository, lock: Path, place: Place, current: Entry | None, wanted: str | None) -> Former:
    """The newest release before the current one, or the newest whose commit starts with `wanted`.

    Raises ReleaseError and GitError.
    """
    prefix = "" if repository.prefix == "." else f"{repository.prefix}/"
    for commit in repository.changes(LOCKFILE):
        text = repository.content(commit, f"{prefix}{LOCKFILE}")
        entry = None if text is None else lockfile.parse(text, lock).release(place.environment)
        if entry is None or entry.release is None or (current is not None and entry.release == current.release):
            continue
        if wanted is None or entry.release.startswith(wanted):
            return Former(entry, _files(repository, commit, prefix, place, entry))
    which = f"release {wanted}" if wanted else "former release"
    raise ReleaseError(f"the history of {LOCKFILE} has no {which} of `{place.environment}`")


def _files(repository: Repository, commit: str, prefix: str, place: Place, entry: Entry) -> dict[str, bytes]:
    files = {}
    for folder in place.folders:
        for blob in repository.files(commit, f"{prefix}{folder}"):
            if blob.is_link:
                raise ReleaseError(f"{blob.path} of {commit[:7]} is a link")
            files[blob.path.removeprefix(prefix)] = repository.content(commit, blob.path) or b""
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in files.items() if path not in place.pins}
    if sums.digest(digests) != entry.files:
        release = (entry.release or "")[:7]
        raise ReleaseError(f"the files at {commit[:7]} are not those of the release {release}; restore it by hand")
    return files
