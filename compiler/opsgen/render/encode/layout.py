"""Lay out a template's text with its values, line by line.

A template's output is a sequence of parts: its own text as strings, and a `Substitution` for each value. Only with all
parts is it known what surrounds a value on its line. That is the `Slot`, which the file's `Language` needs to encode
the value.

A macro's output is also such a sequence, a `Fragment`. Alone on a line, it gets the indentation of that line, so one
macro works at any depth:

    spec:
      {{ pod(task) }}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_INDENTATION = re.compile(r"(?: *- )* *")
_LINE_END = re.compile(r"\n(?=[^\n])")


class Language(Protocol):
    """A language, which encodes values."""

    def after(self, state: str, line: str, text: str) -> str:
        """Return the lexical state after `text` of the template, which follows `line`; empty if a value is allowed."""

    def encode(self, value: object, place: Slot) -> str:
        """Return the value in the language, for that position. Raises if no value is allowed there."""


class Slot(NamedTuple):
    """What surrounds an insertion on its line."""

    line: str
    """Everything before it."""
    lead: str
    """The template's text before it, back to the start of the line or the previous insertion."""
    tail: str
    """The template's text after it, up to the end of the line or the next insertion."""
    is_last: bool
    """Whether no other insertion follows on the line."""
    state: str
    """The language's lexical state."""

    @property
    def indent(self) -> int:
        return len(self.line) - len(self.line.lstrip(" "))


class PlaceError(Exception):
    """A template inserts a value where the language allows none, such as in the middle of a string."""

    def __init__(self, place: Slot, why: str) -> None:
        super().__init__(f"{why}: {place.line}\N{LEFTWARDS ARROW}{place.tail}")


class Substitution(str):
    """A value among the parts of a template's output. It is a string, because Jinja calls `str` on every part."""

    __slots__ = ("value",)
    value: object

    def __new__(cls, value: object) -> Self:
        part = super().__new__(cls)
        part.value = value
        return part

    def __str__(self) -> str:
        return self


@dataclass(frozen=True, slots=True)
class Fragment:
    """The output of a macro, a block or a whole template."""

    parts: tuple[str | Fragment, ...]

    def __str__(self) -> str:
        raise TypeError("a macro's output can only be inserted: it is no text before it is laid out")


def lay_out(fragment: Fragment, language: Language) -> str:
    """Return the text of a file."""
    parts = _flat(fragment)
    output: list[str] = []
    line = lead = state = ""
    for index, part in enumerate(parts):
        if type(part) is Substitution:
            text = language.encode(part.value, _place(parts, index, line, lead, state))
            if text.startswith("\n"):
                output[-1] = output[-1].rstrip(" ")
            lead = ""
        else:
            text, state = part, language.after(state, line, part)
            lead = _last_line(lead, text)
        line = _last_line(line, text)
        output.append(text)
    return "".join(output)


def _place(parts: list[str], index: int, line: str, lead: str, state: str) -> Slot:
    following = parts[index + 1] if index + 1 < len(parts) else "\n"
    if type(following) is Substitution:
        return Slot(line, lead, "", False, state)
    end = following.find("\n")
    if end < 0:
        return Slot(line, lead, following, index + 2 >= len(parts), state)
    return Slot(line, lead, following[:end], True, state)


def _last_line(line: str, text: str) -> str:
    end = text.rfind("\n")
    return line + text if end < 0 else text[end + 1 :]


def _flat(fragment: Fragment) -> list[str]:
    """Return the parts with fragments expanded, and adjacent text joined."""
    flat: list[str] = [""]
    line_is_done = False
    for part in fragment.parts:
        value = part.value if type(part) is Substitution else part
        if type(value) is Fragment:
            line_is_done = _insert(flat, value)
            continue
        if isinstance(part, str):
            _append(flat, part.removeprefix("\n") if line_is_done and part is value else part)
        line_is_done = False
    return flat


def _insert(flat: list[str], fragment: Fragment) -> bool:
    """Append a fragment's parts. Returns whether it was alone on its line and has ended it, or left it empty."""
    margin = _margin(flat)
    parts = _flat(fragment)
    if margin is not None and parts == [""]:
        flat[-1] = flat[-1][: len(flat[-1]) - len(margin)]
        return True
    for part in _indented(parts, margin or ""):
        _append(flat, part)
    return margin is not None and flat[-1].endswith("\n")


def _append(flat: list[str], part: str) -> None:
    if type(part) is Substitution or type(flat[-1]) is Substitution:
        flat.append(part)
    else:
        flat[-1] += part


def _margin(flat: list[str]) -> str | None:
    """Return the indentation of the current line, if it contains nothing but indentation and dashes so far."""
    if isinstance(flat[-1], Substitution):
        return None
    _, line_end, line = flat[-1].rpartition("\n")
    starts_line = bool(line_end) or len(flat) == 1
    return " " * len(line) if starts_line and _INDENTATION.fullmatch(line) else None


def _indented(parts: list[str], margin: str) -> Iterator[str]:
    last = len(parts) - 1
    for index, part in enumerate(parts):
        if isinstance(part, Substitution):
            yield part
        else:
            yield _indented_text(part, margin, goes_on=index < last)


@lru_cache(maxsize=4096)
def _indented_text(text: str, margin: str, *, goes_on: bool) -> str:
    text = _LINE_END.sub(f"\n{margin}", text)
    return text + margin if goes_on and text.endswith("\n") else text


def fragment(parts: Iterable[str | Fragment]) -> Fragment:
    return Fragment(tuple(parts))
