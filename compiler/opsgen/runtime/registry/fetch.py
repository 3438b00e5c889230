"""Puts the files of a version of a model into a folder, after their digest was compared with the expected one.

A folder that does not exist yet becomes a link to one of several folders beside it. A rename replaces the link, so a
reader sees the old files or the new ones. An empty folder can be a mount, which cannot be replaced: the files are
downloaded into a hidden folder in it, and moved out of that after they were compared.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opsgen.emit.folder_lock import folder_lock
from opsgen.runtime.registry import digest

if TYPE_CHECKING:
    from collections.abc import Callable

INCOMPLETE = ".opsgen-incomplete"
"""The folder inside of a folder whose files are not complete."""


class DigestError(Exception):
    """The files are not those that were expected. Nothing was changed."""


class OccupiedError(Exception):
    """The folder has files that opsgen did not put there."""


class Wanted(NamedTuple):
    """A version of a model to fetch."""

    model: str
    number: str
    digest: str
    download: Callable[[Path], None]
    """Puts the files into an empty folder."""

    @property
    def label(self) -> str:
        return f"{self.model} {self.number}"


def fetch(wanted: Wanted, target: Path, *, replaces: bool = False) -> bool:
    """Put the files of a version into a folder. False if they are there already.

    With `replaces`, files that opsgen did not put there are moved aside. Raises DigestError and OccupiedError.
    """
    if not target.is_symlink() and target.is_dir() and (_is_empty(target) or (target / INCOMPLETE).exists()):
        _fill(wanted, target)
        return True
    if target.is_dir() and digest.of_folder(target) == wanted.digest:
        return False
    if os.path.lexists(target) and not _is_own_link(target) and not replaces:
        raise OccupiedError(f"{target} has other files; name an empty folder, or one that does not exist")
    _link(wanted, target)
    return True


def verified(wanted: Wanted, folder: Path) -> None:
    """Download a version into an empty folder. Raises DigestError if its files are not the expected ones."""
    wanted.download(folder)
    found = digest.of_folder(folder)
    if found != wanted.digest:
        raise DigestError(f"{wanted.label}: expected {wanted.digest}, found {found}")


def _fill(wanted: Wanted, target: Path) -> None:
    """Fill an empty folder, or one that a killed process left incomplete."""
    _clear(target)
    draft = target / INCOMPLETE
    draft.mkdir()
    try:
        verified(wanted, draft)
    except BaseException:
        _clear(target)
        raise
    for path in list(draft.iterdir()):
        path.rename(target / path.name)
    draft.rmdir()  # Last, because its presence marks the folder as incomplete.


def _link(wanted: Wanted, target: Path) -> None:
    store = _store_of(target)
    with folder_lock(store):
        name = f"{wanted.number}-{os.urandom(4).hex()}"
        draft = store / name
        draft.mkdir()
        try:
            verified(wanted, draft)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        former = os.readlink(target) if _is_own_link(target) else None  # noqa: PTH115 - as text, it is compared
        if former is None and os.path.lexists(target):
            target.rename(store / f"moved-{os.urandom(4).hex()}")
        link = store / f"link-{os.urandom(4).hex()}"
        link.symlink_to(f"{store.name}/{name}", target_is_directory=True)
        link.replace(target)
        # The former version stays for processes that have just started to read it.
        kept = {name, (former or "").rpartition("/")[2]}
        for path in store.iterdir():
            if path.name not in kept and not path.name.startswith("moved-"):
                _remove(path)


def _store_of(target: Path) -> Path:
    return target.with_name(f".{target.name}.opsgen")


def _is_own_link(target: Path) -> bool:
    return target.is_symlink() and target.readlink().parent == Path(_store_of(target).name)


def _is_empty(folder: Path) -> bool:
    return next(folder.iterdir(), None) is None


def _clear(folder: Path) -> None:
    # The mark goes last: a process that is killed before leaves a folder that is still known to be incomplete.
    for path in sorted(folder.iterdir(), key=lambda path: path.name == INCOMPLETE):
        _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        with suppress(FileNotFoundError):
            path.unlink()
