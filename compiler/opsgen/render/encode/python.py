"""Python literals, and the few other expressions that a generated module needs, as `ruff format` leaves them.

A template has at most one value at the end of a line, with its trailing comma:

    with DAG(
        dag_id={{ dag.id }},
        {{ dag.arguments }}
    ) as dag:
        {{ task.variable }} = {{ task.call }}

`dag.arguments` may be `Arguments({"default_args": {"owner": "ml", "retry_delay": call("timedelta", minutes=5)}})`,
which takes one line per argument even if they are short, and `task.variable` an `Identifier("train")`. What fits on the
line stays there. Otherwise a collection or a call gets one line per item with a trailing comma, and a string gets
parentheses and is cut at the ends of lines and words.
"""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from opsgen.render.encode.comment import Comment
from opsgen.render.encode.layout import PlaceError, Slot
from opsgen.render.encode.python_string import pieces, string
from opsgen.render.encode.text import width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LINE_LENGTH = 88
_INDENT = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A name, such as `airflow.sdk`."""

    text: str

    def __post_init__(self) -> None:
        if not all(map(_is_identifier, self._parts())):
            raise ValueError(f"not a Python name: {self.text!r}")

    def _parts(self) -> list[str]:
        return self.text.split(".")


@lru_cache(maxsize=4096)
def _is_identifier(part: str) -> bool:
    return part.isascii() and part.isidentifier() and not keyword.iskeyword(part)


@dataclass(frozen=True, slots=True)
class Identifier(Name):
    """A name without dots, for an assignment, a parameter or a keyword."""

    def _parts(self) -> list[str]:
        return [self.text]


@dataclass(frozen=True, slots=True)
class Call:
    """A call. The function `call` creates one."""

    function: Name
    arguments: tuple[object, ...] = ()
    keywords: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _require_identifiers(self.keywords)


@dataclass(frozen=True, slots=True)
class Arguments:
    """The last arguments of a call over several lines, all by name. They replace one line of the template."""

    values: Mapping[str, object]

    def __post_init__(self) -> None:
        _require_identifiers(self.values)


def _require_identifiers(names: Iterable[str]) -> None:
    for name in names:
        if not _is_identifier(name):
            Identifier(name)  # This call reports the problem.


def call(function: str, /, *arguments: object, **keywords: object) -> Call:
    """`call("timedelta", hours=24)` is `timedelta(hours=24)`."""
    return Call(Name(function), arguments, keywords)


@dataclass(frozen=True, slots=True)
class Import:
    """An import statement of a module or of its names. The fields are in sort order."""

    module: Name
    names: tuple[Identifier, ...] = ()
    is_unused: bool = False
    """Whether a module is imported only for its effects, which linters would report."""

    def text(self) -> str:
        if not self.names:
            return f"import {self.module.text}{'  # noqa: F401' if self.is_unused else ''}"
        flat = f"from {self.module.text} import {', '.join(name.text for name in self.names)}"
        if len(flat) <= LINE_LENGTH:
            return flat
        rows = "".join(f"{' ' * _INDENT}{name.text},\n" for name in self.names)
        return f"from {self.module.text} import (\n{rows})"


@dataclass(frozen=True, eq=False)
class Imports:
    """Sorted import statements, each on its own line."""

    statements: tuple[Import, ...]

    @cached_property  # Many files have the same imports.
    def text(self) -> str:
        return "\n".join(statement.text() for statement in self.statements)


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """A value that many files contain. It is laid out only once for each position."""

    value: object


def expression(value: object) -> str:
    """Return the value on one line, even if it is too long."""
    if isinstance(value, str):
        return string(value)
    if isinstance(value, Name):  # Most values are strings.
        return value.text
    if isinstance(value, Shared):
        return expression(value.value)
    group = _group(value)
    return _atom(value) if group is None else group.flat()


def lay_out(value: object, *, indent: int, column: int, tail: int = 0) -> str:
    """Lay out a value from `column` on, on a line indented by `indent`, with `tail` columns of other text after it."""
    if isinstance(value, Shared):
        return _lay_out_shared(value, indent, column, tail)
    group = _group(value)
    flat = expression(value) if group is None else group.flat()
    if column + width(flat) + tail <= LINE_LENGTH:
        return flat
    starts_line = column == indent
    if group is not None and group.items and (starts_line or column + width(group.opening) <= LINE_LENGTH):
        return group.exploded(indent)
    if starts_line and not isinstance(value, str):
        return flat
    return _parenthesised(value, indent)


@lru_cache(maxsize=1024)
def _lay_out_shared(shared: Shared, indent: int, column: int, tail: int) -> str:
    return lay_out(shared.value, indent=indent, column=column, tail=tail)


class Python:
    """The language of `*.py.jinja`."""

    def after(self, state: str, line: str, text: str) -> str:  # noqa: ARG002
        return _state_after(state, text)

    def encode(self, value: object, place: Slot) -> str:
        if place.state == "#":
            return Comment.text_of(value, place)
        if place.state:
            raise PlaceError(place, "a value inside of a string")
        if _joins(place.line[-1:]) or _joins(place.tail[:1]):
            raise PlaceError(place, "a value has to be an expression of its own")
        if isinstance(value, Imports):
            return _statements(value, place)
        if isinstance(value, Arguments):
            return _lines(value, place)
        if not place.is_last:
            return expression(value)
        return lay_out(value, indent=place.indent, column=width(place.line), tail=width(place.tail.rstrip()))


def _statements(value: Imports, place: Slot) -> str:
    if place.line or place.tail or not place.is_last:
        raise PlaceError(place, "import statements need lines of their own")
    return value.text


def _lines(value: Arguments, place: Slot) -> str:
    if place.line.strip(" ") or place.tail or not place.is_last:
        raise PlaceError(place, "arguments need a line of their own")
    items = [(f"{name}=", item) for name, item in value.values.items()]
    return "\n".join(_rows(items, len(place.line))).lstrip(" ")


@dataclass(slots=True)
class _Group:
    """Items between brackets. An item is a prefix (a key or a keyword) and a value."""

    opening: str
    items: Sequence[_Item]
    closing: str
    is_single_tuple: bool = False

    def flat(self) -> str:
        items = ", ".join([f"{label}{expression(value)}" for label, value in self.items])
        return f"{self.opening}{items}{',' if self.is_single_tuple else ''}{self.closing}"

    def exploded(self, indent: int) -> str:
        return "\n".join([self.opening, *_rows(self.items, indent + _INDENT), f"{' ' * indent}{self.closing}"])


def _rows(items: Iterable[_Item], indent: int) -> Iterator[str]:
    """Return one or more lines for each item."""
    for key, value in items:
        label = key.laid_out(indent) if isinstance(key, _Key) else key
        column = (0 if "\n" in label else indent) + width(label.rpartition("\n")[2])
        yield f"{' ' * indent}{label}{lay_out(value, indent=indent, column=column, tail=1)},"


@dataclass(slots=True)
class _Key:
    """The key of a dictionary's item, with its colon."""

    value: object

    def __str__(self) -> str:
        return f"{expression(self.value)}: "

    def laid_out(self, indent: int) -> str:
        return f"{lay_out(self.value, indent=indent, column=indent, tail=3)}: "


_Item: TypeAlias = tuple[str | _Key, object]


def _group(value: object) -> _Group | None:
    if value is None or isinstance(value, (str, int, Name)):  # Most keys are strings.
        return None
    match value:
        case list():
            return _Group("[", [("", item) for item in value], "]")
        case tuple():
            return _Group("(", [("", item) for item in value], ")", is_single_tuple=len(value) == 1)
        case Call(function, arguments, keywords):
            items: list[_Item] = [("", item) for item in arguments]
            items += [(f"{name}=", item) for name, item in keywords.items()]
            return _Group(f"{function.text}(", items, ")")
        case Mapping():
            return _Group("{", [(_Key(key), item) for key, item in value.items()], "}")
    return None


def _atom(value: object) -> str:
    match value:
        case None | bool():
            return repr(value)
        case int():
            return int.__repr__(value)
        case float() if math.isfinite(value):
            return float.__repr__(value).replace("e+", "e")
    raise TypeError(f"no Python literal for {value!r} of type {type(value).__name__}")


def _parenthesised(value: object, indent: int) -> str:
    if isinstance(value, str):
        return _cut(value, indent)
    inner = indent + _INDENT
    return f"(\n{' ' * inner}{lay_out(value, indent=inner, column=inner)}\n{' ' * indent})"


@lru_cache(maxsize=64)  # The files of several environments have the same long texts.
def _cut(text: str, indent: int) -> str:
    inner = indent + _INDENT
    room = LINE_LENGTH - inner
    rows = [string(piece) for piece in pieces(text, room)] if width(string(text)) > room else [string(text)]
    return "".join(["(\n", *(f"{' ' * inner}{row}\n" for row in rows), " " * indent, ")"])


# Templates -----------------------------------------------------------------------------------------------------------

_MARK = re.compile(r'\\.|"""|\'\'\'|"|\'|#|\n', re.DOTALL)


def _joins(char: str) -> bool:
    """Whether a character would join a value next to it: a longer name, or an f-string of `f` and a string."""
    return char.isalnum() or char in _JOINING


_JOINING = frozenset("_\"'")


@lru_cache(maxsize=4096)
def _state_after(state: str, text: str) -> str:
    """Return the quotes, or `#`, of a string or comment that is still open after the text."""
    for mark in _MARK.findall(text):
        if not state:
            state = mark if mark[0] in "\"'#" else ""
        elif mark == state or (mark == "\n" and len(state) == 1):
            state = ""
    return state
