"""Check whether the files of a build are unchanged, to the byte."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from opsgen.emit import manifest, transaction
from opsgen.emit.output_tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from opsgen.emit.files import OutputFile


def record_of(files: Iterable[OutputFile], project: str) -> str:
    """Return the digest of the manifest of a project's build that wrote exactly these files."""
    return _digest(manifest.encode({file.path: file.recorded for file in files}, project))


def is_unchanged(root: Path, record: str) -> bool:
    """Whether the manifest has this digest, all files match it, and no interrupted build is pending."""
    tree = Tree(root)
    text = manifest.load(tree / manifest.MANIFEST) if tree.file(manifest.MANIFEST) else b""
    if _digest(text) != record or transaction.is_pending(tree):
        return False
    owned = manifest.decode(text).owned
    keeps_modes = os.name == "posix" and not tree.entry(manifest.MANIFEST).executable
    return all(_is_intact(tree, path, digest, keeps_modes=keeps_modes) for path, digest in owned.items())


def _is_intact(tree: Tree, path: str, digest: str, *, keeps_modes: bool) -> bool:
    entry = tree.file(path)
    return entry is not None and not (keeps_modes and entry.executable) and tree.has_digest(path, digest)


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()
