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
    return _digest(manifest.encode({project: {file.path: file.recorded for file in files}}))


def is_unchanged(root: Path, record: str, outside: str | None = None) -> bool:
    """Whether the manifest has a section with this digest, its files match, and no interrupted build is pending."""
    tree = Tree(root, outside)
    text = manifest.load(tree / manifest.MANIFEST) if tree.file(manifest.MANIFEST) else b""
    sections = manifest.decode(text, outside).sections
    if manifest.encode(sections) != text or transaction.is_pending(tree):
        return False
    owned = next((files for name, files in sections.items() if _digest(manifest.encode({name: files})) == record), None)
    if owned is None:
        return not text and _digest(text) == record
    keeps_modes = os.name == "posix" and not tree.entry(manifest.MANIFEST).executable
    return all(_is_intact(tree, path, digest, keeps_modes=keeps_modes) for path, digest in owned.items())


def _is_intact(tree: Tree, path: str, digest: str, *, keeps_modes: bool) -> bool:
    entry = tree.file(path)
    return entry is not None and not (keeps_modes and entry.executable) and tree.has_digest(path, digest)


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()
