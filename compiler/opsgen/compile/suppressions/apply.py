"""Apply severities and ignored codes to diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.compile.suppressions.codes import UNUSED_IGNORE
from opsgen.compile.suppressions.settings import Settings
from opsgen.diagnostics.model import Diagnostic, Edit, Fix, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.compile.suppressions.comments import Ignore
    from opsgen.source import Tree


class Ignored(NamedTuple):
    """A warning that the project ignores, with the reason."""

    diagnostic: Diagnostic
    reason: str
    in_source: bool
    """Whether a comment ignores it, and not the section `lint:`."""


def apply(diagnostics: Sequence[Diagnostic], tree: Tree) -> tuple[list[Diagnostic], list[Ignored]]:
    """Return the diagnostics with their configured severities, and those that are ignored."""
    settings = Settings(tree)
    kept: list[Diagnostic] = []
    ignored: list[Ignored] = []
    used: set[Ignore] = set()
    for diagnostic in diagnostics:
        comments = [ignore for ignore in settings.ignores if _is_about(ignore, diagnostic)]
        used.update(comments)
        if diagnostic.severity is Severity.ERROR:
            kept.append(diagnostic)
        elif comments:
            ignored.append(Ignored(diagnostic, comments[0].reason, in_source=True))
        elif settings.is_off(diagnostic.code):
            ignored.append(Ignored(diagnostic, "", in_source=False))
        else:
            kept.append(diagnostic._replace(severity=settings.severity(diagnostic.code)))
    if not any(each.severity is Severity.ERROR for each in diagnostics):  # An error keeps some checks from running.
        kept += _unused(settings, used)
    return sorted([*kept, *settings.diagnostics], key=Diagnostic.order), ignored


def _is_about(ignore: Ignore, diagnostic: Diagnostic) -> bool:
    span = diagnostic.span
    here = span is not None and span.file == ignore.span.file and span.line == ignore.line
    return here and diagnostic.code.startswith(ignore.code)


def _unused(settings: Settings, used: set[Ignore]) -> Iterator[Diagnostic]:
    code = UNUSED_IGNORE
    if settings.is_off(code.code):
        return
    needed = {ignore.comment for ignore in used}
    for ignore in settings.ignores:
        if ignore not in used:
            message = f"`{ignore.code}` is ignored on line {ignore.line}, where it is not reported"
            help_ = ("remove it from the comment",)
            fix = Fix("remove the comment", (Edit(ignore.comment, None),), safe=True)
            found = Diagnostic(code.code, settings.severity(code.code), message, ignore.span, help_)
            yield found._replace(fix=fix) if ignore.comment not in needed else found
