"""Suppresses follow-on errors, so that each root cause is reported once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Place, Severity
from opsgen.environments import codes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.diagnostics.model import Code, Diagnostic, Path, Span
    from opsgen.source import Tree

UNREAD_FILE = re.compile("SRC10[1-5]|SRC11.|SRC12[89]|SRC13[23]|SRC14[0-47]")
"""Codes of a file or an include that could not be read."""
UNREAD_VALUE = re.compile("SRC106|SRC12[1-7]|SRC130")
"""Codes of a value that was dropped together with its key."""


class CascadingErrors:
    """The errors of one spec that cause others."""

    def __init__(self, tree: Tree, reported: Iterable[Diagnostic]) -> None:
        errors = [each for each in reported if each.span and each.severity is Severity.ERROR]
        self._tree = tree
        self._lacks_files = any(UNREAD_FILE.fullmatch(each.code) for each in errors)
        self._holes = [each.span for each in errors if each.span and UNREAD_VALUE.fullmatch(each.code)]
        self._unreplaced: set[tuple[str | None, Path]] = set()

    def includes(self, code: Code, place: Place, environment: str | None) -> bool:
        """Whether a finding at a place of the spec only follows from another error."""
        if self._lacks_files and (_is_unknown_name(code) or not place.path):
            return True
        if code in (codes.UNKNOWN_VARIABLE, codes.UNSET_VARIABLE):
            self._unreplaced.add((environment, place.path))
            return False
        return (environment, place.path) in self._unreplaced or (place.at == "key" and self._has_hole(place.path))

    def _has_hole(self, path: Path) -> bool:
        """Whether an unreadable value was dropped below a path, which may be the one that a check misses there."""
        return bool(self._holes) and any(_contains(self._tree.span(Place(path)), hole) for hole in self._holes)


def _is_unknown_name(code: Code) -> bool:
    """Whether the code reports an unknown name, which an unread file may define."""
    return code is codes.OVERRIDE_NOTHING or (code.code[:3] in {"REF", "VAR"} and code.name.startswith("unknown-"))


def _contains(outer: Span, inner: Span) -> bool:
    start, end = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return outer.file == inner.file and start <= (inner.line, inner.column) < end
