"""A spec as one tree of plain values: all files merged, with the position of every key and value.

Mappings of several files merge by key, one level deep, and no key can be defined in two files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.diagnostics.model import Diagnostic, Place, Related
from opsgen.source import codes
from opsgen.source.characters import quote, quote_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from opsgen.diagnostics.model import Code, Path, Span
    from opsgen.source.document import Document
    from opsgen.source.text import Range, Source

INCLUDE = "include"
VERSION = "version"


class MergedRoot(NamedTuple):
    """The root mapping of a spec, and the document of each part of it."""

    value: dict[str, Any]
    owners: dict[Path, Document]
    """The documents by paths of one key, or of two if a mapping is merged from several documents."""
    diagnostics: list[Diagnostic]

    def owner(self, path: Path) -> Document | None:
        return self.owners.get(path[:2]) or self.owners.get(path[:1])


def merge(documents: Sequence[Document]) -> MergedRoot:
    """Merge documents in order. The first one includes the others."""
    merged = MergedRoot({}, {}, [])
    for document in documents:
        for key, value in document.value.items():
            if key != INCLUDE:
                _add(merged, document, key, value)
    return merged


def _add(merged: MergedRoot, document: Document, key: str, value: Any) -> None:
    if key not in merged.value:
        merged.value[key] = value
        merged.owners[(key,)] = document
        return
    known = merged.value[key]
    if key == VERSION:
        if type(value) is not type(known) or value != known:
            _report(merged, document, (key,), codes.VERSION_DIFFERS)
    elif isinstance(value, dict) and isinstance(known, dict):
        _add_entries(merged, document, key, value)
    else:
        _report(merged, document, (key,), codes.DEFINED_TWICE)


def _add_entries(merged: MergedRoot, document: Document, key: str, entries: dict[str, Any]) -> None:
    if merged.value[key] is merged.owners[(key,)].value[key]:
        merged.value[key] = dict(merged.value[key])
    section = merged.value[key]
    for name, value in entries.items():
        if name in section:
            _report(merged, document, (key, name), codes.DEFINED_TWICE)
        else:
            section[name] = value
            merged.owners[key, name] = document


def _report(merged: MergedRoot, document: Document, path: Path, code: Code) -> None:
    place = Place(path, "value" if code is codes.VERSION_DIFFERS else "key")
    first = (merged.owner(path) or document).span(place)
    span = document.span(place)
    if code is codes.VERSION_DIFFERS:
        message = f"this file has another `version` than {quote_path(first.file)}"
        help_ = "write the same version, or remove it here"
    else:
        message = f"{quote(str(path[-1]))} is already defined in {quote_path(first.file)}"
        help_ = "rename or remove one of them"
    related = (Related(first, "first defined here"),)
    merged.diagnostics.append(Diagnostic(code.code, code.severity, message, span, (help_,), related))


class Tree:
    """The merged files of a spec.

    Read-only: positions depend on the order and the identity of the objects in `value`.
    """

    def __init__(self, documents: list[Document], merged: MergedRoot, sources: Mapping[str, Source]) -> None:
        self.value: dict[str, Any] = merged.value
        self.interpolations: list[Path] = [
            path
            for document in documents
            for path in document.interpolations()
            if path[0] != INCLUDE and merged.owner(path) is document
        ]
        """Yield the paths of all text with `${var.`, by file, in the order of the tree."""
        self.files = tuple(sources)
        self._documents = documents
        self._entry = documents[0]
        self._merged = merged
        self._sources = sources

    def span(self, place: Place) -> Span:
        """Return the span of the key or value at `place.path`, or of the longest part of the path that exists."""
        return (self._merged.owner(place.path) or self._entry).span(place)

    def mentions(self, word: str) -> bool:
        """Whether the files contain a text."""
        return any(word in document.source.text for document in self._documents)

    def comments(self, beginning: str) -> Iterator[tuple[Source, Range]]:
        """Yield all comments that start with a text, by file."""
        from opsgen.source.comments import comments

        for document in self._documents:
            yield from ((document.source, found) for found in comments(document, beginning))

    def lines(self, file: str) -> list[str]:
        """Return the lines of a file, by its name in spans."""
        return self._sources[file].lines
