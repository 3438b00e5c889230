"""The scanner of ruamel.yaml's Python parser with the rules of its C parser, so that both accept the same files.

The two differ in tabs that separate, in the indentation of block scalars, and in what they allow in the names of
anchors, in directives and around the `:` of a flow collection. The methods here replace those of ruamel.yaml one by one
and follow `scanner.c` of libyaml 0.2.
"""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml.scanner import Scanner, ScannerError
from ruamel.yaml.tokens import FlowMappingEndToken, FlowSequenceEndToken, ScalarToken

_BREAKS = "\r\n\x85\u2028\u2029"
_HEADER = re.compile("([-+]?)([1-9]?)|([1-9])([-+])")


class PureScanner(Scanner):
    """A drop-in for `ruamel.yaml.scanner.Scanner`."""

    def scan_to_next_token(self) -> None:
        """Skip white space and comments; a tab separates where no block collection can start."""
        reader = self.reader
        while True:
            blanks = " \t" if self.flow_level or not self.allow_simple_key else " "
            while reader.peek() in blanks:
                reader.forward()
            if reader.peek() == "#":
                while reader.peek() not in "\0" + _BREAKS:
                    reader.forward()
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def check_value(self) -> Any:
        """Accept a `:` directly after a quoted key or a closing bracket, also in lists."""
        if super().check_value():
            return True
        last = self.tokens[-1] if self.flow_level and self.tokens else None
        is_json_like = isinstance(last, FlowMappingEndToken | FlowSequenceEndToken) or (
            isinstance(last, ScalarToken) and not last.plain
        )
        return last is not None and is_json_like and last.end_mark.index == self.reader.index

    def scan_directive(self) -> Any:
        token = super().scan_directive()
        if token.name not in ("YAML", "TAG"):
            raise self._error("a directive", token.start_mark, "found unknown directive name", token.end_mark)
        return token

    def scan_anchor(self, token_class: Any) -> Any:
        token = super().scan_anchor(token_class)
        if not re.fullmatch("[-_0-9A-Za-z]+", token.value):
            problem = "did not find expected alphabetic or numeric character"
            raise self._error("an anchor", token.start_mark, problem, token.end_mark)
        return token

    def scan_tag(self) -> Any:
        if self.reader.prefix(3) == "!!!":
            mark = self.reader.get_mark()
            raise self._error("a tag", mark, "did not find expected tag URI", mark)
        return super().scan_tag()

    def scan_plain(self) -> Any:
        """Scan a plain scalar. Inside brackets, stand-ins replace `:` and `?` that are text."""
        token = super().scan_plain()
        if self.flow_level and re.search("[:?]", token.value):
            raise self._error("a plain scalar", token.start_mark, "found unexpected ':'", token.end_mark)
        return token

    def scan_plain_spaces(self, indent: int, start_mark: Any) -> list[str] | None:
        """Scan white space inside a plain scalar, including tabs, and fold line breaks."""
        reader = self.reader
        length = 0
        while reader.peek(length) in " \t":
            length += 1
        spaces = reader.prefix(length)
        reader.forward(length)
        if reader.peek() not in _BREAKS:
            return [spaces] if spaces and not self._at_flow_key() else []
        first = self.scan_line_break()
        breaks: list[str] = []
        self.allow_simple_key = True
        while not self._at_document_marker() and reader.peek() in " \t" + _BREAKS:
            if reader.peek() == "\t" and reader.column < indent:
                problem = "found a tab character that violates indentation"
                raise self._error("a plain scalar", start_mark, problem, reader.get_mark())
            if reader.peek() in " \t":
                reader.forward()
            else:
                breaks.append(self.scan_line_break())
        if self._at_document_marker() or self._at_flow_key():
            return None
        return breaks if first == "\n" and breaks else [" " if first == "\n" else first, *breaks]

    def scan_block_scalar_indicators(self, start_mark: Any) -> tuple[bool | None, int | None]:
        reader = self.reader
        length = 0
        while reader.peek(length) in "+-0123456789":
            length += 1
        header = _HEADER.fullmatch(reader.prefix(length))
        if header is None or reader.peek(length) not in "\0 \t" + _BREAKS:
            problem = "expected chomping or indentation indicators"
            raise self._error("a block scalar", start_mark, problem, reader.get_mark())
        reader.forward(length)
        sign, digit = header[1] or header[4], header[2] or header[3]
        return {"+": True, "-": False}.get(sign), int(digit) if digit else None

    def scan_block_scalar_ignored_line(self, start_mark: Any) -> Any:
        while self.reader.peek() in " \t":
            self.reader.forward()
        return super().scan_block_scalar_ignored_line(start_mark)

    def scan_block_scalar_indentation(self) -> tuple[list[str], int, Any]:
        """Scan the empty lines before a block scalar, and its indentation."""
        reader = self.reader
        start_mark = end_mark = reader.get_mark()
        breaks: list[str] = []
        deepest = 0
        while True:
            while reader.peek() == " ":
                reader.forward()
            deepest = max(deepest, reader.column)
            if reader.peek() == "\t":
                problem = "found a tab character where an indentation space is expected"
                raise self._error("a block scalar", start_mark, problem, reader.get_mark())
            if reader.peek() not in _BREAKS:
                return breaks, max(deepest, 1), end_mark
            breaks.append(self.scan_line_break())
            end_mark = reader.get_mark()

    def _at_document_marker(self) -> bool:
        return bool(self.check_document_start() or self.check_document_end())

    def _at_flow_key(self) -> bool:
        return self.flow_level > 0 and self.reader.peek() == "?"

    def _error(self, context: str, start_mark: Any, problem: str, mark: Any) -> ScannerError:
        return ScannerError(f"while scanning {context}", start_mark, problem, mark)
