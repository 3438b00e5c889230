"""What opsgen tells people, as data: nothing here reads, prints or decides.

A stage that looks at values names a symbolic `Place` (a path in the spec) in a `Finding`; once, at the end of the
stage, the located tree turns it into a `Diagnostic` with a `Span`. Stages that read text make the span themselves.

These, as whatever every lint imports, are named tuples: to make a data class takes as long as to check a small spec.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, NamedTuple, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and indices from the root of the spec, e.g. `("datasets", "flights", "columns", "origin", "allowed", 0)`."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Code(NamedTuple):
    """A kind of diagnostic. `code` is stable for ever, `name` is its kebab-case name, `page` its documentation."""

    code: str
    name: str
    page: str
    severity: Severity = Severity.ERROR


class Span(NamedTuple):
    """A range of a file: lines and columns count from 1, columns in code points, the end is exclusive.

    `file` is a posix path relative to the project's folder, or as the user gave it.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class Place(NamedTuple):
    """A symbolic location: the key or the value at a path, or the code points `part` of a scalar value."""

    path: Path
    at: Literal["key", "value"] = "value"
    part: tuple[int, int] | None = None


Scalar: TypeAlias = str | int | float | bool


class Change(NamedTuple):
    """What a repair writes at a place: another key, value or part of a text; a list in a scalar's stead; or nothing.

    Where `new` is None, the whole entry of the mapping or item of the list goes. `old` is the scalar, the key or the
    part that has to stand there: what a variable or an override put there is nothing that could be changed.
    """

    place: Place
    old: Scalar | None
    new: Scalar | tuple[Scalar, ...] | None


class Repair(NamedTuple):
    """What would mend a finding: `does` says it in the imperative. It is safe where nothing else can be meant."""

    does: str
    changes: tuple[Change, ...]
    safe: bool = False


class Finding(NamedTuple):
    """What a check yields. `message` is one sentence without a full stop; `help` says what to do, a line each."""

    place: Place
    message: str
    help: tuple[str, ...] = ()
    related: tuple[tuple[Place | Span, str], ...] = ()
    secret: bool = False
    """Whether what stands at the place must not be shown."""
    repair: Repair | None = None


class Related(NamedTuple):
    span: Span
    message: str


class Edit(NamedTuple):
    """A change, located: `span` is that of a whole key, of a whole value, or of the part that is replaced."""

    span: Span
    new: Scalar | tuple[Scalar, ...] | None


class Fix(NamedTuple):
    """A repair, located. All of its edits are made, or none."""

    does: str
    edits: tuple[Edit, ...]
    safe: bool = False


class Diagnostic(NamedTuple):
    """One finding, located. `span` is None only where no file could be read at all."""

    code: str
    severity: Severity
    message: str
    span: Span | None
    help: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    secret: bool = False
    """Whether what stands at the span must not be shown."""
    fix: Fix | None = None

    def order(self) -> tuple[object, ...]:
        """What diagnostics are sorted by: those without a place first, then by where they begin."""
        start = self.span[:3] if self.span else ()
        return (self.span is not None, start, self.code, self.message)
