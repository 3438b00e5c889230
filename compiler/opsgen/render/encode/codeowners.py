"""CODEOWNERS: patterns of paths, and handles. GitHub ignores a line that it cannot read, without an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.render.encode.comment import Comment
from opsgen.render.encode.layout import PlaceError

if TYPE_CHECKING:
    from opsgen.render.encode.layout import Slot

# GitHub has no escape for the other characters that are special in patterns.
# https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
_LITERAL = re.compile(r"[^\x00-\x1f\x7f\s\\#!\[\]*?]+(?: [^\x00-\x1f\x7f\s\\#!\[\]*?]+)*")
_HANDLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)?")


@dataclass(frozen=True, slots=True)
class Pattern:
    """The pattern of a path from the root of the repository. Only `pattern` creates it."""

    text: str


@dataclass(frozen=True, slots=True)
class Handle:
    """A user or a team."""

    name: str


def pattern(path: str, *, starts: bool = False) -> Pattern | None:
    """Return the pattern of a file, of a folder with its `/`, or of all paths that start so; None if none can."""
    if not _LITERAL.fullmatch(path):
        return None
    return Pattern(f"/{path}{'*' if starts else ''}".replace(" ", "\\ "))


class Codeowners:
    """The language of `*.codeowners.jinja`: a pattern at the start of a line, and handles after it."""

    def after(self, state: str, line: str, text: str) -> str:  # noqa: ARG002
        """The line of a value shows what it is."""
        return ""

    def encode(self, value: object, place: Slot) -> str:
        if place.line.startswith("#"):
            return Comment.text_of(value, place)
        if not place.line and isinstance(value, Pattern):
            return value.text
        if place.line and place.lead.endswith(" ") and isinstance(value, Handle) and _HANDLE.fullmatch(value.name):
            return f"@{value.name}"
        raise PlaceError(place, "a line has a pattern, and handles after it")
