"""Regular expressions in the form that every engine reads alike: RE2's meaning, in what they all have of its syntax.

An expression is read by Python's own parser and written anew: classes such as `\\d` as the ASCII characters that they
are in RE2, `.` as anything but a newline, everything else that engines read differently not at all. Anchors at the
ends say nothing, since the whole value must match.
"""

from __future__ import annotations

import re
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_REPEATS = 255
"""What PostgreSQL takes at most in `{n,m}`."""
MOST_NESTED = 1000
"""How often RE2 lets a part of an expression be repeated in all."""

_CLASSES = {
    "CATEGORY_DIGIT": "0-9",
    "CATEGORY_WORD": "0-9A-Z_a-z",
    "CATEGORY_SPACE": "\t\n\f\r ",
}
_STARTS = ("AT_BEGINNING", "AT_BEGINNING_STRING")
_ENDS = ("AT_END", "AT_END_STRING")

Node = tuple[Any, Any]


class PatternError(ValueError):
    """An expression that not every engine can run, or not in bounded time."""


@cache
def portable(pattern: str) -> str:
    """The expression in the form that every engine reads alike."""
    return _Writer().sequence(parsed(pattern), at_start=True, at_end=True)


def parsed(pattern: str) -> Sequence[Node]:
    """The expression as Python's parser reads it."""
    from re import _parser as parser  # type: ignore[attr-defined]

    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)
        try:
            parsed = parser.parse(pattern)
        except FutureWarning:
            raise PatternError("nested sets such as `[[:alpha:]]` have another meaning on other engines") from None
        except (re.error, OverflowError, RecursionError) as error:
            raise PatternError(f"this is not a regular expression: {error}") from None
    if parsed.state.flags & ~re.UNICODE:
        raise PatternError("flags such as `(?i)` have another meaning on other engines; write `[Aa]` for both cases")
    nodes: Sequence[Node] = parsed.data
    return nodes


class _Writer:
    """Writes the parts of an expression."""

    def __init__(self) -> None:
        self._repeats = 1

    def sequence(self, nodes: Sequence[Node], *, at_start: bool = False, at_end: bool = False) -> str:
        last = len(nodes) - 1
        parts = [
            self._part(node, at_start=at_start and _only_anchors(nodes[:index]), at_end=at_end and index == last)
            for index, node in enumerate(nodes)
        ]
        return "".join(parts)

    def _part(self, node: Node, *, at_start: bool, at_end: bool) -> str:
        name, argument = str(node[0]), node[1]
        match name:
            case "LITERAL":
                return _escaped(argument)
            case "NOT_LITERAL":
                return f"[^{_escaped(argument)}]"
            case "ANY":
                return "[^\n]"
            case "IN":
                return _set(argument)
            case "BRANCH":
                branches = [self.sequence(branch, at_start=at_start, at_end=at_end) for branch in argument[1]]
                return f"({'|'.join(branches)})"
            case "SUBPATTERN":
                return self._group(argument, at_start=at_start, at_end=at_end)
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self._repeat(*argument)
            case "AT" if (at_start and str(argument) in _STARTS) or (at_end and str(argument) in _ENDS):
                return ""
            case "AT":
                raise PatternError("anchors and boundaries inside an expression have another meaning on other engines")
        raise PatternError("look-around, back-references and atomic parts cannot run in bounded time")

    def _group(self, argument: tuple[Any, ...], *, at_start: bool, at_end: bool) -> str:
        _, added, removed, nodes = argument
        if added or removed:
            raise PatternError(
                "flags such as `(?i:…)` have another meaning on other engines; write `[Aa]` for both cases"
            )
        return f"({self.sequence(nodes, at_start=at_start, at_end=at_end)})"

    def _repeat(self, least: int, most: Any, nodes: Sequence[Node]) -> str:
        unbounded = str(most) == "MAXREPEAT"
        count = least if unbounded else most
        if count > MOST_REPEATS:
            raise PatternError(f"some engines allow at most {MOST_REPEATS} repetitions")
        outer, self._repeats = self._repeats, self._repeats * max(count, 1)
        if self._repeats > MOST_NESTED:
            raise PatternError(f"nested repetitions multiply to more than {MOST_NESTED}, which engines refuse")
        inside = self.sequence(nodes)
        self._repeats = outer
        return (inside if _is_one(nodes) else f"({inside})") + _times(least, None if unbounded else most)


def _times(least: int, most: int | None) -> str:
    short = {(0, None): "*", (1, None): "+", (0, 1): "?", (1, 1): ""}
    if (least, most) in short:
        return short[least, most]
    return f"{{{least}}}" if least == most else f"{{{least},{'' if most is None else most}}}"


def _is_one(nodes: Sequence[Node]) -> bool:
    """Whether a repeat after these means all of them without a group."""
    return len(nodes) == 1 and str(nodes[0][0]) in ("LITERAL", "NOT_LITERAL", "ANY", "IN", "SUBPATTERN", "BRANCH")


def _only_anchors(nodes: Sequence[Node]) -> bool:
    return all(str(node[0]) == "AT" for node in nodes)


def _set(members: Sequence[Node]) -> str:
    negated = [member for member in members if "CATEGORY_NOT" in str(member[1])]
    if negated and len(members) == 1:
        return f"[^{_CLASSES[str(negated[0][1]).replace('NOT_', '')]}]"
    if negated:
        raise PatternError("write the characters out in place of `\\D`, `\\W` or `\\S` inside a set")
    return f"[{''.join(_members(members))}]"


def _members(members: Sequence[Node]) -> Iterator[str]:
    for kind, argument in members:
        match str(kind):
            case "NEGATE":
                yield "^"
            case "LITERAL":
                yield _escaped(argument)
            case "RANGE":
                yield f"{_escaped(argument[0])}-{_escaped(argument[1])}"
            case _:
                yield _CLASSES[str(argument)]


def _escaped(code: int) -> str:
    """A character that means nothing but itself, inside a set or outside."""
    char = chr(code)
    if not code:
        raise PatternError("the character NUL cannot stand in a database's text")
    return f"\\{char}" if char.isascii() and char.isprintable() and not char.isalnum() and char not in " _" else char
