"""Where a value lands: the text of a template with its insertions, laid out line by line.

A template's output is a sequence of parts: its own text as plain strings, and an `Inserted` for each value. Only when
all parts are there is it known what stands around a value on its line; that is the `Place` which the file's `Language`
needs to encode it.

A macro's output is such a sequence too, a `Fragment`. Inserted alone on a line it takes that line's indentation, so one
macro serves at any depth:

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
    """How one kind of file writes a value."""

    def after(self, state: str, line: str, text: str) -> str:
        """The lexical state behind `text` of the template, which follows `line`; empty where a value may stand."""

    def encode(self, value: object, place: Slot) -> str:
        """The value as the language writes it at that place. Raises where no value may stand."""


class Slot(NamedTuple):
    """What surrounds an insertion on its line."""

    line: str
    """Everything in front of it."""
    lead: str
    """The template's own text in front of it, back to the line's start or the insertion before."""
    tail: str
    """The template's own text behind it, up to the line's end or the next insertion."""
    is_last: bool
    """Whether no other insertion follows on the line."""
    state: str
    """The language's lexical state."""

    @property
    def indent(self) -> int:
        return len(self.line) - len(self.line.lstrip(" "))


class PlaceError(Exception):
    """A template inserts a value where the language has no place for one, e.g. in the middle of a string."""

    def __init__(self, place: Slot, why: str) -> None:
        super().__init__(f"{why}: {place.line}\N{LEFTWARDS ARROW}{place.tail}")


class Substitution(str):
    """A value among the parts of a template's output. (A string, for Jinja calls `str` on every part.)"""

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
    """What a macro, a block or a whole template put out."""

    parts: tuple[str | Fragment, ...]

    def __str__(self) -> str:
        raise TypeError("a macro's output can only be inserted: it is no text before it is laid out")


def lay_out(fragment: Fragment, language: Language) -> str:
    """The text of a file."""
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
    """The parts with those of the fragments among them, each run of text in one piece."""
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
    """Appends a fragment's parts. Says whether it was alone on its line and has ended that, or left it empty."""
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
    """The indentation that the current line gives what it goes on with, if that is all there is on it but dashes."""
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
