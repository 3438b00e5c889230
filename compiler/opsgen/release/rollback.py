"""A rollback: an environment gets the files of one of its former releases, from the history of opsgen.lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen import LOCKFILE
from opsgen.compile import lockfile
from opsgen.release import sums
from opsgen.release.at_commit import ReleaseError
from opsgen.release.git import short

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from opsgen.compile.lockfile import Entry
    from opsgen.release.frozen import Layout
    from opsgen.release.git import Repository


class Former(NamedTuple):
    """A former release: its entry, and its files by path from the project's folder, pins included."""

    entry: Entry
    files: Mapping[str, bytes]


def former(repository: Repository, lock: Path, layout: Layout, current: Entry | None, wanted: str | None) -> Former:
    """The newest release before the current one, or the newest whose commit starts with `wanted`.

    Raises ReleaseError and GitError.
    """
    prefix = "" if repository.prefix == "." else f"{repository.prefix}/"
    for commit in repository.changes(LOCKFILE):
        text = repository.content(commit, f"{prefix}{LOCKFILE}")
        entry = None if text is None else lockfile.parse(text, lock).release(layout.environment)
        if entry is None or entry.release is None or (current is not None and entry.release == current.release):
            continue
        if wanted is None or entry.release.startswith(wanted):
            return Former(entry, _files(repository, commit, prefix, layout, entry))
    which = f"release {wanted}" if wanted else "former release"
    raise ReleaseError(f"the history of {LOCKFILE} has no {which} of `{layout.environment}`")


def _files(repository: Repository, commit: str, prefix: str, layout: Layout, entry: Entry) -> dict[str, bytes]:
    blobs = [blob for folder in layout.folders for blob in repository.files(commit, f"{prefix}{folder}")]
    for blob in blobs:
        if blob.is_link:
            raise ReleaseError(f"{blob.path} of {short(commit)} is a link")
    files = {blob.path.removeprefix(prefix): content for blob, content in repository.contents(blobs)}
    digests = sums.of_files((path, content) for path, content in files.items() if path not in layout.pins)
    if sums.digest(digests) != entry.files:
        release = short(entry.release or "")
        raise ReleaseError(f"the files at {short(commit)} are not those of the release {release}; restore it by hand")
    return files
