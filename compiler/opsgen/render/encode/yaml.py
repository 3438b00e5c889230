"""YAML values that every parser reads alike, as YAML 1.1 or 1.2: block style, two spaces per level.

A template inserts a value after its key or dash, and nothing else into that scalar:

    metadata:
      name: {{ object.name }}
      labels: {{ object.labels }}
    spec:
      {{ key }}: {{ value }}
      args: [{{ first }}, {{ second }}]

A mapping or list at the end of its line opens a block below it, and text of several lines becomes a literal
block. If more text follows on the line, both are written in flow style.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache

from opsgen.render.encode.comment import Comment
from opsgen.render.encode.layout import PlaceError, Slot
from opsgen.render.encode.yaml_scalar import literal, number, one_line


class Yaml:
    """The language of `*.yaml.jinja` and `*.yml.jinja`."""

    def after(self, state: str, line: str, text: str) -> str:
        return _state_after(state, _margin(line) + text)

    def encode(self, value: object, place: Slot) -> str:
        if _is_comment(place.lead):
            return Comment.text_of(value, place)
        _require_value_place(place)
        if not place.is_last or place.tail.strip():
            return self.flow(value)
        return self._block_at(value, place)

    def scalar(self, value: object, *, flow: bool = False) -> str:
        """Return a scalar on one line. `flow`: inside brackets or before a colon."""
        match value:
            case None:
                return "null"
            case bool():
                return "true" if value else "false"
            case int():
                return int.__repr__(value)
            case float() if math.isfinite(value):
                return number(value)
            case str():
                return one_line(self.text(value), flow=flow)
        raise TypeError(f"no YAML value for {value!r} of type {type(value).__name__}")

    def text(self, text: str) -> str:
        """Return the text that the consumer of the file must get for this text."""
        return str.__str__(text)

    def flow(self, value: object) -> str:
        """Return the value on one line."""
        match value:
            case Mapping():
                return f"{{{', '.join(f'{self._key(key)}: {self.flow(item)}' for key, item in value.items())}}}"
            case list() | tuple():
                return f"[{', '.join(map(self.flow, value))}]"
        return self.scalar(value, flow=True)

    def block(self, value: object) -> list[str]:
        """Return the lines of the value in block style, without indentation."""
        match value:
            case Mapping() if value:
                return [line for key, item in value.items() for line in self._entry(key, item)]
            case list() | tuple() if value:
                return [line for item in value for line in _hanging("- ", self.block(item))]
            case Mapping() | list() | tuple():
                return [self.flow(value)]
            case str() if "\n" in value and (lines := literal(self.text(value))):
                return lines
        return [self.scalar(value)]

    def _entry(self, key: object, value: object) -> list[str]:
        lines = self.block(value)
        if _is_nested(value):
            return [f"{self._key(key)}:", *map(_indented, lines)]
        return _hanging(f"{self._key(key)}: ", lines)

    def _key(self, key: object) -> str:
        return self.scalar(key, flow=True)

    def _block_at(self, value: object, place: Slot) -> str:
        lines = self.block(value)
        column = len(_margin(place.line))
        follows_key = column < len(place.line)
        margin = " " * (column + 2 if follows_key else column)
        text = "".join(f"\n{margin}{line}" if line else "\n" for line in lines)
        return text if follows_key and _is_nested(value) else text.removeprefix(f"\n{margin}")


def _is_nested(value: object) -> bool:
    return bool(value) and isinstance(value, Mapping | list | tuple)


def _hanging(lead: str, lines: list[str]) -> list[str]:
    return [f"{lead}{lines[0]}", *map(_indented, lines[1:])]


def _indented(line: str) -> str:
    return f"  {line}" if line else ""


# Templates -----------------------------------------------------------------------------------------------------------

_COMMENT = re.compile(r"(?:^|\s)#")
_KEY = r"""(?:"[^"]*"|'[^']*'|[^\s"'\[{#:-](?:[^:#]|:(?! ))*): +"""
_OPEN_FLOW = r"[\[{](?:.*(?:[\[{,]|: ))? *"
_BEFORE_VALUE = re.compile(rf" *(?:- +)*(?:{_KEY})?(?:{_OPEN_FLOW})?")
_BETWEEN_VALUES = re.compile(rf"(?:: +)?(?:{_OPEN_FLOW})?|(?:.*[\]}}])?, *(?:{_KEY})?(?:{_OPEN_FLOW})?")
_AFTER_VALUE = re.compile(r"$|:(?= |$)|[,\]}]| +#")
_BLOCK_SCALAR = re.compile(r"(?:^|.*[:-] +)[|>][-+0-9]*(?: +#.*)?")


def _is_comment(lead: str) -> bool:
    return bool(_COMMENT.search(lead))


def _require_value_place(place: Slot) -> None:
    if place.state:
        raise PlaceError(place, "a value inside of a block scalar")
    before = _BEFORE_VALUE if place.lead == place.line else _BETWEEN_VALUES
    is_apart = place.lead or not place.line
    if not is_apart or not before.fullmatch(place.lead) or not _AFTER_VALUE.match(place.tail):
        raise PlaceError(place, "a value has to be a scalar of its own")


@lru_cache(maxsize=4096)
def _state_after(state: str, text: str) -> str:
    """Return `|` and the indentation of the node whose block scalar is open after the text; empty if there is none."""
    *lines, last = text.split("\n")
    for line in lines:
        if not state or (line.strip() and _indent(line) < len(state)):
            state = "|" + " " * _column(line) if _BLOCK_SCALAR.fullmatch(line) else ""
    return "" if lines and _indent(last) < len(state) else state


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _column(line: str) -> int:
    """Return the column of the key or dash to which the last scalar of the line belongs."""
    margin = _margin(line)
    is_item = line[len(margin) :].startswith(("|", ">"))
    return margin.rindex("-") if is_item else len(margin)


def _margin(line: str) -> str:
    """Return the indentation and the dashes at the start of a line."""
    margin = re.match(r"(?: *- )* *", line)
    return margin[0] if margin else ""
