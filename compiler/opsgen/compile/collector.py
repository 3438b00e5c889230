"""Turns findings into diagnostics: resolves places to spans, and merges equal findings of several environments.

It leaves out follow-on errors, so that each root cause is reported once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Diagnostic, Edit, Fix, Place, Related, Severity
from opsgen.environments import codes
from opsgen.language.validate.shape import value_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from opsgen.diagnostics.model import Change, Code, Finding, Path, Repair, Span
    from opsgen.source import Tree

_STARTS_OF_WHAT_IS_LEFT = ("&", "!", "|", ">")
"""First characters of anchored, tagged or block values. A fix could break an alias elsewhere, so there is none."""
_FEWEST_TO_REMOVE_FROM = 2
"""Removing the only entry would leave an empty container, which has another meaning than none."""
UNREAD_FILE = re.compile("SRC10[1-5]|SRC11.|SRC12[89]|SRC13[23]|SRC14[0-47]")
"""Codes of a file or an include that could not be read."""
UNREAD_VALUE = re.compile("SRC106|SRC12[1-7]|SRC130")
"""Codes of a value that was dropped together with its key."""


class DiagnosticCollector:
    """Collects the diagnostics of one spec."""

    def __init__(self, tree: Tree, diagnostics: Iterable[Diagnostic]) -> None:
        self._tree = tree
        self._environments: dict[Diagnostic, set[str]] = {diagnostic: set() for diagnostic in diagnostics}
        self._known: set[str] = set()
        self._cascading = CascadingErrors(tree, self._environments)

    def add_located(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add diagnostics that already have spans."""
        for diagnostic in diagnostics:
            self._environments.setdefault(diagnostic, set())

    def add(
        self,
        found: Iterable[tuple[Code, Finding]],
        origin: Callable[[Place], Place] = lambda place: place,
        environment: str | None = None,
    ) -> bool:
        """Add findings and return whether one is an error. `origin` maps a place to where it was written."""
        failed = False
        if environment is not None:
            self._known.add(environment)
        for code, finding in found:
            if self._cascading.includes(code, origin(finding.place), environment):
                continue
            environments = self._environments.setdefault(self._located(code, finding, origin), set())
            if environment is not None and origin(finding.place).path[:1] != ("environments",):
                environments.add(environment)  # a place inside an environment already names it
            failed |= code.severity is Severity.ERROR
        return failed

    def diagnostics(self) -> list[Diagnostic]:
        """All of them, sorted by place."""
        diagnostics = [self._in_environments(diagnostic, names) for diagnostic, names in self._environments.items()]
        return sorted(diagnostics, key=Diagnostic.order)

    def _located(self, code: Code, finding: Finding, origin: Callable[[Place], Place]) -> Diagnostic:
        related = tuple(Related(self._related(place, origin), message) for place, message in finding.related)
        span = self._tree.span(origin(finding.place))
        fix = self._fix(finding.repair, origin) if finding.repair else None
        return Diagnostic(code.code, code.severity, finding.message, span, finding.help, related, finding.secret, fix)

    def _related(self, place: Place | Span, origin: Callable[[Place], Place]) -> Span:
        """The span of a place. Spans, which are in other files, are returned as they are."""
        return self._tree.span(origin(place)) if isinstance(place, Place) else place

    def _fix(self, repair: Repair, origin: Callable[[Place], Place]) -> Fix | None:
        """The repair with spans; None if the spec does not contain the value that it changes."""
        places = [origin(change.place) for change in repair.changes]
        if len({place.path[:1] == ("environments",) for place in places}) > 1:
            return None  # A change outside the environment would affect the other environments.
        edits = [self._edit(change, place) for change, place in zip(repair.changes, places, strict=True)]
        located = tuple(edit for edit in edits if edit is not None)
        return Fix(repair.does, located, repair.safe) if len(located) == len(edits) else None

    def _edit(self, change: Change, place: Place) -> Edit | None:
        span, whole = self._tree.span(place), self._tree.span(place._replace(part=None))
        if self._tree.lines(whole.file)[whole.line - 1][whole.column - 1 : whole.column] in _STARTS_OF_WHAT_IS_LEFT:
            return None
        if change.new is None and len(value_at(self._tree.value, place.path[:-1])) < _FEWEST_TO_REMOVE_FROM:
            return None
        return Edit(span, change.new) if change.old is None or change.old == self._written(place, span) else None

    def _written(self, place: Place, span: Span) -> object:
        if place.part:
            return self._tree.lines(span.file)[span.line - 1][span.column - 1 : span.end_column - 1]
        return place.path[-1] if place.at == "key" else value_at(self._tree.value, place.path)

    def _in_environments(self, diagnostic: Diagnostic, names: set[str]) -> Diagnostic:
        if not names or names == self._known:
            return diagnostic
        where = ", ".join(f"`{name}`" for name in sorted(names))
        # The fix may be wrong for the other environments, which share the place.
        return diagnostic._replace(help=(*diagnostic.help, f"only in environment {where}"), fix=None)


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
