"""A spec as plain values, all its files merged, with the place of everything in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.source.merge import INCLUDE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.diagnostics.model import Path, Place, Span
    from opsgen.source.document import Document
    from opsgen.source.merge import MergedRoot
    from opsgen.source.text import Range, Source


class Tree:
    """Read-only: positions are found by the order and the identity of what is in `value`."""

    def __init__(self, documents: list[Document], merged: MergedRoot, sources: Mapping[str, Source]) -> None:
        self.value: dict[str, Any] = merged.value
        self.interpolations: list[Path] = [
            path
            for document in documents
            for path in document.interpolations()
            if path[0] != INCLUDE and merged.owner(path) is document
        ]
        """The paths of all text that holds `${var.`, file by file, in the order of the tree."""
        self.files = tuple(sources)
        self._documents = documents
        self._entry = documents[0]
        self._merged = merged
        self._sources = sources

    def span(self, place: Place) -> Span:
        """Where the key or the value at `place.path` is written, or the longest part of the path that exists."""
        return (self._merged.owner(place.path) or self._entry).span(place)

    def mentions(self, word: str) -> bool:
        """Whether a text stands anywhere in the files."""
        return any(word in document.source.text for document in self._documents)

    def comments(self, beginning: str) -> Iterator[tuple[Source, Range]]:
        """All comments that begin with a text, file by file."""
        from opsgen.source.comments import comments

        for document in self._documents:
            yield from ((document.source, found) for found in comments(document, beginning))

    def lines(self, file: str) -> list[str]:
        """The lines of a file, by its name in spans."""
        return self._sources[file].lines
