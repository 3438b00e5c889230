"""Parse text into a document: plain values, positions, duplicate keys and limits, in one pass over YAML events."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from opsgen.source import codes, strict
from opsgen.source.builder import NOTHING, Anchored, Assembly, Container
from opsgen.source.document import INTERPOLATION
from opsgen.source.events import events, unmask
from opsgen.source.limits import MAX_DEPTH, MAX_VALUES
from opsgen.source.scalars import ScalarError, collection_tag, is_always_text, kind, plain, tagged
from opsgen.source.text import FileError

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.source.anchors import Anchors
    from opsgen.source.document import Document
    from opsgen.source.text import Problems, Range

_BLOCK_HEADER = re.compile(r"[|>]([-+0-9]*)[^\n]*\n")
_LAST_SPACES = re.compile(r" *\Z")


def parse(problems: Problems, *, pure: bool = False) -> Document:
    """Return the document of a file. Raises `FileError` if it cannot be parsed."""
    document = compose(problems, pure=pure)
    if document is None:
        raise problems.fatal(
            codes.EMPTY_FILE,
            (0, 0),
            "this file is empty or contains only comments",
            "write at least `version: 1` and a `project:`; `opsgen init` writes an example spec",
        )
    if not isinstance(document.value, dict):
        raise problems.fatal(
            codes.ROOT_NOT_A_MAPPING,
            document.extent,
            f"a spec is a mapping, but this file contains {kind(document.value)}",
            "start with keys such as `version: 1` and `datasets:` in the first column",
        )
    return document


def compose(problems: Problems, *, pure: bool = False) -> Document | None:
    """Return the document of a file with any kind of root; None if it is empty."""
    known = len(problems.found)
    try:
        return _compose(problems, pure=pure)
    except _TabInBlockError:
        # The second attempt reports the same problems again.
        del problems.found[known:]
        return _compose(problems, pure=pure, hide_tabs=True)


class _TabInBlockError(FileError):
    """The parser refused a tab at the start of a block scalar, where YAML allows it as text."""


def _compose(problems: Problems, *, pure: bool, hide_tabs: bool = False) -> Document | None:
    text = problems.source.text
    read = events(text, pure=pure, hide_tabs=hide_tabs)
    from ruamel.yaml.error import (
        YAMLError,
    )  # Imported after the parser, which decides how much of ruamel.yaml is loaded.

    reader = _Reader(problems, read.hidden)
    take = reader.methods()
    try:
        # Nearly every event is a key or a value, so a limit on events limits values before they take memory.
        for event in islice(read.stream, MAX_VALUES):
            take[event.__class__](event)
        for event in read.stream:
            raise reader.too_many(event)
    except YAMLError as error:
        from opsgen.source.syntax import explain, is_tab_in_block

        found = explain(problems, error)
        raise (_TabInBlockError(found.diagnostic) if is_tab_in_block(error) and not hide_tabs else found) from None
    strict.check_ends(problems)
    reader.hash_signs.check(problems)
    return reader.document()


class _Reader:
    """Processes the events of one file."""

    def __init__(self, problems: Problems, hidden: tuple[tuple[str, str], ...]) -> None:
        self._problems = problems
        self._text = problems.source.text
        self._hidden = hidden
        self.hash_signs = strict.HashSigns(self._text)
        self._assembly = Assembly(problems)
        self._put = self._assembly.put
        self._documents = 0

    @cached_property
    def _anchors(self) -> Anchors:
        from opsgen.source.anchors import Anchors  # Most files have none.

        return Anchors(self._problems)

    def methods(self) -> dict[type, Callable[[Any], None]]:
        from ruamel.yaml import events as kinds

        # One look-up per event is faster than a chain of comparisons. A large spec has hundreds of thousands of events.
        return {
            kinds.StreamStartEvent: self._ignore,
            kinds.DocumentStartEvent: self._start_document,
            kinds.MappingStartEvent: self._start_mapping,
            kinds.SequenceStartEvent: self._start_list,
            kinds.ScalarEvent: self._scalar,
            kinds.AliasEvent: self._alias,
            kinds.SequenceEndEvent: self._end,
            kinds.MappingEndEvent: self._end,
            kinds.DocumentEndEvent: self._ignore,
            kinds.StreamEndEvent: self._ignore,
        }

    def document(self) -> Document | None:
        """Return the document, after all events were processed."""
        return self._assembly.document()

    def too_many(self, event: Any) -> FileError:
        return self._problems.fatal(
            codes.TOO_MANY_VALUES,
            _range(event),
            f"this file contains more than {MAX_VALUES:,} keys and values",
            "split the spec into files, and name them under `include:`",
        )

    def _ignore(self, event: Any) -> None:
        """Ignore an event that has no information."""

    def _start_document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._problems.fatal(
                codes.MANY_DOCUMENTS,
                _range(event),
                "a second document starts here, but a file contains only one",
                "remove the `---`, or move the second document to another file and list it under `include:`",
            )
        if event.version is not None and tuple(event.version) != (1, 2):
            from opsgen.source.syntax import other_version

            directive = re.search(r"^%YAML[^\n]*", self._problems.source.text, re.MULTILINE)
            raise other_version(self._problems, directive.span() if directive else _range(event))

    def _start_mapping(self, event: Any) -> None:
        self._start(event, Container({}, event.start_mark.index, event.flow_style))

    def _start_list(self, event: Any) -> None:
        self._start(event, Container([], event.start_mark.index, event.flow_style))

    def _start(self, event: Any, container: Container) -> None:
        if event.ctag is not None:
            self._check_tag(event, container.value)
        if event.anchor is not None:
            container.anchor = event.anchor
            self._anchors.begin(event.anchor)
        self._assembly.open(container)
        self._check_depth(0, event)

    def _end(self, event: Any) -> None:
        end = event.end_mark.index
        closed = self._assembly.close(end)
        if closed.is_flow and self._text.find("\n", closed.start, end) >= 0 and not self._assembly.container.is_flow:
            strict.check_flow(self._problems, (closed.start, end), self._assembly.container)
        if closed.anchor is not None:
            self._anchors.set(closed.anchor, closed.anchored())

    def _check_tag(self, event: Any, value: Any) -> None:
        try:
            collection_tag(event.tag, "map" if isinstance(value, dict) else "seq", kind(value))
        except ScalarError as error:
            self._problems.report(error.code, _range(event), error.message, *error.help)

    def _scalar(self, event: Any) -> None:
        text = event.value
        if not text.isascii():
            self._check_tab(event, text)
            text = unmask(text, self._hidden)
        start = event.start_mark.index
        end = event.end_mark.index
        if end > self.hash_signs.next:
            self.hash_signs.scalar(start, end)
        if start == end:
            start = end = self._place_of_omitted(start)
        # Most scalars are of the first case, which is checked first for speed.
        value = text
        if event.style or event.ctag is not None or not is_always_text(text):
            value = self._value(event, text, (start, end))
        if event.anchor is not None:
            self._anchors.set(event.anchor, Anchored(value, interpolated=INTERPOLATION in text))
        if INTERPOLATION in text:
            self._assembly.container.interpolated = True
        self._put(value, start, end)

    def _value(self, event: Any, text: str, at: Range) -> Any:
        style = event.style
        if style in ("|", ">"):
            strict.check_block_scalar(self._problems, at, self._assembly.container)
            text = self._with_last_line(text, at)
        try:
            # An escaped control character makes the text unprintable, so most text needs no scan.
            if style == '"' and not text.isprintable():
                strict.check_escapes(text)
            value = tagged(event.tag, text) if event.ctag is not None else text if style else plain(text)
        except ScalarError as error:
            self._problems.report(error.code, at, error.message, *error.help)
            return NOTHING
        if style in ("'", '"') and event.start_mark.line != event.end_mark.line:
            strict.check_lines(self._problems, at, [*self._assembly.around, self._assembly.container])
        return value

    def _check_tab(self, event: Any, text: str) -> None:
        """Refuse a hidden tab that turns out not to be text of a block scalar."""
        tab = self._hidden[-1][0] if self._hidden else ""
        if tab and tab in text and event.style not in ("|", ">"):
            raise strict.tab_indentation(self._problems, _range(event))

    def _with_last_line(self, text: str, at: Range) -> str:
        """Return the text of a block scalar at the end of the file. YAML adds a line end if its last line has none."""
        written = self._text
        if written.endswith("\n") or text.endswith("\n") or not _LAST_SPACES.match(written, at[1]):
            return text
        header = _BLOCK_HEADER.search(written, at[0])
        has_line = header and (text or "+" in header[1]) and "-" not in header[1]
        return text + "\n" if has_line else text

    def _place_of_omitted(self, index: int) -> int:
        """Return the offset of a missing value: after the `:` of its key. The parsers report different offsets."""
        container = self._assembly.container
        if type(container.key) is not str:
            return index
        key_end: int = container.positions[-1]
        match = re.compile("[ \t]*:?").match(self._text, key_end)
        return match.end() if match else key_end

    def _alias(self, event: Any) -> None:
        anchored = self._anchors.resolve(event.anchor, _range(event))
        self._check_depth(anchored.height, event)
        self._assembly.container.add(anchored.size, anchored.height, anchored.interpolated)
        self._put(anchored.value, *_range(event))

    def _check_depth(self, height: int, event: Any) -> None:
        if len(self._assembly.around) + height > MAX_DEPTH:
            raise self._problems.fatal(
                codes.TOO_DEEP,
                _range(event),
                f"values are nested more than {MAX_DEPTH} deep",
                "a spec never needs that; look for brackets or list items that were repeated by mistake",
            )


def _range(event: Any) -> Range:
    return event.start_mark.index, event.end_mark.index
