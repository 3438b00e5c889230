"""Where files are staged: apart from the published ones, so that no pattern of a reader matches them."""

from __future__ import annotations

import errno
import os
from hashlib import sha256
from typing import TYPE_CHECKING

from opsgen.graph.formats import staged_name
from opsgen.runtime.staging.ledger import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.staging.ledger import Version


def staged_below(source_path: str, target: str, version: Version) -> str:
    """The path below the root of a connection at which a version of the file `target` is staged."""
    folder, slash, name = target.rpartition("/")
    return f"{FOLDER}/{folder_of(source_path, version)}/{folder}{slash}{staged_name(name, version.run)}"


def folder_of(source_path: str, version: Version) -> str:
    """The name of a folder for one version alone, so that its removal cannot disturb another run."""
    of_partition = sha256(f"{source_path} {version.partition}".encode()).hexdigest()[:8]
    return f"{version.run}-{of_partition}"


def can_rename(source: Path, target: Path) -> bool:
    """Whether a file can be renamed from one folder to another. The folders need not exist."""
    source, target = _existing(source), _existing(target)
    if source.stat().st_dev != target.stat().st_dev:
        return False
    name = f".opsgen-{os.urandom(8).hex()}"
    try:
        # Two mounts of one device, as containers have, differ in nothing else. Linux compares mounts before it looks
        # for the file: https://github.com/torvalds/linux/blob/v6.12/fs/namei.c#L5083 (do_renameat2)
        (source / name).rename(target / name)
    except OSError as error:
        return error.errno != errno.EXDEV
    return True


def _existing(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())
