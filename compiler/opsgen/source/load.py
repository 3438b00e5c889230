"""Read a spec and its includes into one tree. Every problem becomes a diagnostic."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from opsgen.diagnostics.model import Diagnostic
from opsgen.source.access import below, resolved
from opsgen.source.includes import Reading, SourceFile
from opsgen.source.tree import Tree, merge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from opsgen.source.includes import Inputs
    from opsgen.source.text import Source


class LoadedSpec(NamedTuple):
    """The result of reading a spec. It can have a tree and diagnostics, so that one problem does not hide the next."""

    tree: Tree | None
    diagnostics: list[Diagnostic]
    sources: dict[str, Source]
    """Every file that was read, by its name in spans, even if there is no tree."""
    inputs: Inputs

    def lines(self, file: str) -> list[str]:
        """Return the lines of a file, for excerpts; none if it could not be read."""
        return self.sources[file].lines if file in self.sources else []


def load(
    entry: Path,
    *,
    root: Path | None = None,
    shown: str | None = None,
    text: bytes | None = None,
    overrides: Mapping[Path, bytes] | None = None,
) -> LoadedSpec:
    """Read the spec `entry`, named `shown` in spans, and its includes, which must lie in the folder `root`.

    `text` replaces the content of `entry`, and `overrides` that of any file, by its resolved path. Problems of files do
    not raise; they become diagnostics.
    """
    root = entry.parent if root is None else root
    file = SourceFile(below(entry, root) or entry.name, resolved(entry))
    known = {**(overrides or {}), **({} if text is None else {file.real: text})}
    with _without_garbage_collection():
        reading = Reading(root, file, shown or below(entry) or entry.as_posix(), known)
        reading.read(entry)
        merged = merge(reading.documents)
        tree = Tree(reading.documents, merged, reading.sources) if reading.documents else None
    diagnostics = sorted([*reading.diagnostics, *merged.diagnostics], key=Diagnostic.order)
    return LoadedSpec(tree, diagnostics, reading.sources, reading.inputs())


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Disable garbage collection. A tree has no cycles, and scanning its nodes takes as long as creating them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
