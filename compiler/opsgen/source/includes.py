"""Read a spec file by file: each file once, before its includes, and without cycles."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from opsgen.diagnostics.model import Diagnostic, Place
from opsgen.source import codes
from opsgen.source.access import may_read, resolved
from opsgen.source.characters import escape, quote_path
from opsgen.source.limits import MAX_FILES, MAX_INCLUDE_CHAIN, MAX_TOTAL_BYTES, MAX_VALUES
from opsgen.source.parse import parse
from opsgen.source.read import decode, leads_out, read
from opsgen.source.scalars import kind
from opsgen.source.text import FileError
from opsgen.source.tree import INCLUDE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from opsgen.diagnostics.model import Code, Span
    from opsgen.source.document import Document
    from opsgen.source.globs import Globs
    from opsgen.source.text import Problems, Source


class SourceFile(NamedTuple):
    """A file of a spec."""

    path: str
    """The path relative to the project's folder, as the include names it."""
    real: Path
    """The path with links resolved."""


class Inputs(NamedTuple):
    """The inputs of a spec. The cache compares them later.

    Paths are relative to the project's folder, as in the includes.
    """

    files: Mapping[str, bytes | None]
    """The bytes of every file that was read, by each of its paths; None means that there was no file."""
    globs: set[str]
    """The globs of includes: a new file may match one."""
    named: dict[str, str]
    """The path of each file that was read, by its name in spans."""


class Reading:
    """Collects the documents of a spec's files. The first is that of the entry, if it can be parsed."""

    def __init__(self, root: Path, entry: SourceFile, shown: str, overrides: Mapping[Path, bytes]) -> None:
        self.documents: list[Document] = []
        self.diagnostics: list[Diagnostic] = []
        self.sources: dict[str, Source] = {}
        self._root = root
        self._entry = entry
        self._shown = shown
        self._at_hand = overrides
        self._named: dict[str, str] = {}
        self._paths = {entry.path: entry.real}
        self._globs: set[str] = set()
        self._contents: dict[Path, bytes] = {entry.real: b""}
        self._bytes = 0
        self._is_full = False

    def read(self, entry: Path) -> None:
        """Read the entry, then everything that it includes."""
        if may_read(self._entry.path, str(resolved(self._root))) is None:
            self.diagnostics.append(leads_out(self._shown))
            return
        data = self._data(entry, self._shown, None)
        if data is not None:
            self._contents[self._entry.real] = data
            self._visit(self._entry, data, ())

    def inputs(self) -> Inputs:
        """Return the files that were read, and the globs that were expanded."""
        contents = {path: self._contents.get(real, b"") for path, real in self._paths.items()}
        return Inputs(contents, self._globs, self._named)

    def _visit(self, file: SourceFile, data: bytes, around: tuple[SourceFile, ...]) -> None:
        document = self._document(file, data)
        if document is None:
            return
        self.documents.append(document)
        for pattern, span in self._patterns(document):
            for included in self._meant(pattern, file.path, span):
                self._include(included, (*around, file), span)

    def _meant(self, pattern: str, includer: str, span: Span) -> Iterator[SourceFile]:
        """Return the files of an entry of `include:`."""
        from opsgen.source.globs import is_glob, meant  # Most specs have no includes.
        from opsgen.source.paths import PathError, below_root, inside

        try:
            path = below_root(pattern, includer)
            if is_glob(path):
                self._globs.add(path)
            paths = meant(path, includer, self._root, self._walk)
        except PathError as error:
            self._report(error.code, span, error.message, error.help)
            return
        for each in paths:
            try:
                file = SourceFile(each, inside(each, self._root))
            except PathError as error:
                self._report(error.code, span, error.message, error.help)
                continue
            yield file

    @cached_property
    def _walk(self) -> Globs:
        """The walk that all globs of the spec share, with one limit on the folders that they list."""
        from opsgen.source.globs import Globs

        return Globs(str(resolved(self._root)))

    def _include(self, file: SourceFile, around: tuple[SourceFile, ...], span: Span) -> None:
        self._paths[file.path] = file.real
        if file.real in [each.real for each in around]:
            self._report_cycle(file, around, span)
        elif file.real not in self._contents and self._has_room(around, span):
            data = self._data(file.real, self._name(file), span)
            self._contents[file.real] = data or b""
            if data is not None:
                self._visit(file, data, around)

    def _data(self, path: Path, shown: str, wanted_at: Span | None) -> bytes | None:
        try:
            data = self._at_hand[resolved(path)] if resolved(path) in self._at_hand else read(path, shown, wanted_at)
        except FileError as error:
            self.diagnostics.append(error.diagnostic)
            return None
        self._bytes += len(data)
        return data

    def _document(self, file: SourceFile, data: bytes) -> Document | None:
        problems = decode(data, self._name(file))
        self.sources[problems.source.file] = problems.source
        self._named[problems.source.file] = file.path
        document = None if problems.found else _parsed(problems)
        self.diagnostics += problems.found
        return document

    def _patterns(self, document: Document) -> Iterator[tuple[str, Span]]:
        """Yield each path in `include:`, with its place."""
        value = document.value.get(INCLUDE, [])
        listed = isinstance(value, list)
        for index, pattern in enumerate(value if listed else [value]):
            span = document.span(Place((INCLUDE, index) if listed else (INCLUDE,)))
            if isinstance(pattern, str):
                yield pattern, span
            else:
                message = f"an include is the path of a file, but this is {kind(pattern)}"
                self._report(codes.INCLUDE_NOT_A_PATH, span, message, "write one path, or a list of paths")

    def _has_room(self, around: tuple[SourceFile, ...], span: Span) -> bool:
        limit = self._limit(around)
        if limit and not self._is_full:
            self._report(codes.TOO_MUCH_INCLUDED, span, f"this spec {limit}", "include fewer or smaller files")
        self._is_full |= bool(limit)
        return not limit

    def _limit(self, around: tuple[SourceFile, ...]) -> str:
        if len(self._contents) >= MAX_FILES:
            return f"has more than {MAX_FILES:,} files"
        if len(around) >= MAX_INCLUDE_CHAIN:
            return f"has files that include each other more than {MAX_INCLUDE_CHAIN} deep"
        if self._bytes > MAX_TOTAL_BYTES:
            return f"has more than {MAX_TOTAL_BYTES >> 20} MiB in all"
        if sum(document.size for document in self.documents) > MAX_VALUES:
            return f"has more than {MAX_VALUES:,} keys and values in all"
        return ""

    def _report_cycle(self, file: SourceFile, around: tuple[SourceFile, ...], span: Span) -> None:
        start = [each.real for each in around].index(file.real)
        names = [quote_path(self._name(each)) for each in (*around[start:], file)]
        self._report(
            codes.INCLUDE_CYCLE,
            span,
            f"a file includes itself: {' → '.join(names)}",
            "remove one of these includes; move what both files share to a third file",
        )

    def _report(self, code: Code, span: Span | None, message: str, help_: str) -> None:
        self.diagnostics.append(Diagnostic(code.code, code.severity, message, span, (help_,)))

    def _name(self, file: SourceFile) -> str:
        """Return the name of a file in spans: relative to the entry, as the user passed it."""
        if file is self._entry:
            return escape(self._shown)
        root = self._shown.removesuffix(self._entry.path) if self._shown.endswith(self._entry.path) else ""
        return escape(root + file.path)


def _parsed(problems: Problems) -> Document | None:
    try:
        return parse(problems)
    except FileError as error:
        problems.found.append(error.diagnostic)
        return None
