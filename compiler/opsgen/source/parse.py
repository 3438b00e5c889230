"""From text to a document: plain values, positions, duplicate keys and limits, in one pass over YAML events."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from opsgen.source import codes
from opsgen.source.anchors import Anchors
from opsgen.source.assembly import Assembly
from opsgen.source.containers import NOTHING, Anchored, Container
from opsgen.source.document import INTERPOLATION
from opsgen.source.events import events
from opsgen.source.limits import MAX_DEPTH, MAX_VALUES
from opsgen.source.mask import unmask
from opsgen.source.quoted import check_escapes, check_lines
from opsgen.source.scalars import ScalarError, collection_tag, is_mere_text, kind, plain, tagged

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.source.document import Document
    from opsgen.source.text import FileError, Problems, Range


def parse(problems: Problems, *, pure: bool = False) -> Document:
    """The document of a file; raises `FileError` where nothing can be made of it."""
    stream, hidden = events(problems.source.text, pure=pure)
    from ruamel.yaml.error import YAMLError  # after the parser, which decides how much of ruamel.yaml is loaded

    reader = _Reader(problems, hidden)
    take = reader.methods()
    try:
        for event in islice(stream, MAX_VALUES):
            take[event.__class__](event)
        for event in stream:
            raise reader.too_many(event)
    except YAMLError as error:
        from opsgen.source.syntax import explain

        raise explain(problems, error) from None
    return reader.document()


class _Reader:
    """Takes the events of one file."""

    def __init__(self, problems: Problems, hidden: tuple[tuple[str, str], ...]) -> None:
        self._problems = problems
        self._hidden = hidden
        self._assembly = Assembly(problems)
        self._put = self._assembly.put
        self._anchors = Anchors(problems)
        self._documents = 0

    def methods(self) -> dict[type, Callable[[Any], None]]:
        from ruamel.yaml import events as kinds

        from opsgen.source.flat_events import FLAT

        methods = {
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
        return methods | {flat: methods[kind] for kind, flat in FLAT.items()}

    def document(self) -> Document:
        """What was read, once all events have been taken."""
        document = self._assembly.document()
        if document is None:
            raise self._problems.fatal(
                codes.EMPTY_FILE,
                (0, 0),
                "this file holds nothing, or nothing but comments",
                "write at least `version: 1` and a `project:`; `opsgen init` makes a small spec to start from",
            )
        if not isinstance(document.value, dict):
            raise self._problems.fatal(
                codes.ROOT_NOT_A_MAPPING,
                document.extent,
                f"a spec is a mapping, and this file holds {kind(document.value)}",
                "start with keys such as `version: 1` and `datasets:` in the first column",
            )
        return document

    def too_many(self, event: Any) -> FileError:
        return self._problems.fatal(
            codes.TOO_MANY_VALUES,
            _range(event),
            f"this file holds more than {MAX_VALUES:,} keys and values",
            "split the spec into files, and name them under `include:`",
        )

    def _ignore(self, event: Any) -> None:
        """Nothing to learn from it."""

    def _start_document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._problems.fatal(
                codes.MANY_DOCUMENTS,
                _range(event),
                "a second document starts here, and a file holds one",
                "remove the `---`, or move what follows into a file of its own and name it under `include:`",
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
        closed = self._assembly.close(event.end_mark.index)
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
            text = unmask(text, self._hidden)
        start = event.start_mark.index
        end = event.end_mark.index
        if start == end:
            start = end = self._place_of_omitted(start)
        # The first case is all that most scalars need to go through.
        value = text
        if event.style or event.ctag is not None or not is_mere_text(text):
            value = self._value(event, text, (start, end))
        if event.anchor is not None:
            self._anchors.set(event.anchor, Anchored(value, interpolated=INTERPOLATION in text))
        if INTERPOLATION in text:
            self._assembly.container.interpolated = True
        self._put(value, start, end)

    def _value(self, event: Any, text: str, at: Range) -> Any:
        try:
            if event.ctag is not None:
                return tagged(event.tag, text)
            if not event.style:
                return plain(text)
            if event.style == '"' and not text.isprintable():
                check_escapes(text)
        except ScalarError as error:
            self._problems.report(error.code, at, error.message, *error.help)
            return NOTHING
        if event.style in "'\"" and event.start_mark.line != event.end_mark.line:
            check_lines(self._problems, at, [*self._assembly.around, self._assembly.container])
        return text

    def _place_of_omitted(self, index: int) -> int:
        """Where a value is missing: behind the `:` of its key. The parsers do not agree on it."""
        container = self._assembly.container
        if type(container.key) is not str:
            return index
        key_end: int = container.positions[-1]
        match = re.compile("[ \t]*:?").match(self._problems.source.text, key_end)
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
                f"values stand inside each other more than {MAX_DEPTH} deep",
                "a spec never needs that; look for brackets or list items that were repeated by mistake",
            )


def _range(event: Any) -> Range:
    return event.start_mark.index, event.end_mark.index
