"""What must hold for any bytes. Each target takes them and raises where it does not hold."""

from __future__ import annotations

import contextlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from fuzz.expressions import expressions
from opsgen.compile.code_registry import codes
from opsgen.compile.pipeline import analyse, build_files
from opsgen.fix.apply import apply_fixes
from opsgen.report import formats
from opsgen.report.lint.result import LintResult
from opsgen.source import load
from opsgen.source.edit.original import Original
from opsgen.source.edit.syntax import meaning, syntax
from opsgen.source.format import DifferentError, UnreadableError, formatted
from opsgen.source.format.token import comments
from opsgen.source.limits import MAX_DEPTH
from opsgen.terminal.color import Colors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from opsgen.compile.pipeline import Analysis
    from opsgen.diagnostics.model import Diagnostic, Span

SPEC = Path(__file__).parents[2] / "examples" / "flight-delays" / "opsgen.yaml"
"""In the place of which file the bytes stand, so that what they refer to is there."""


def loader(data: bytes) -> None:
    """A spec is read or refused, with places that are in it, and with no more in it than the limits allow."""
    loaded = load(SPEC, text=data)
    assert loaded.tree is not None or loaded.diagnostics
    for diagnostic in loaded.diagnostics:
        check_diagnostic(diagnostic, loaded.lines)
    if loaded.tree is not None:
        check_tree(loaded.tree.value, MAX_DEPTH + 1)


def lint(data: bytes) -> None:
    """Every problem has a code and a place and can be shown; what has no error can be built and verified."""
    analysis = analysed(data)
    for diagnostic in analysis.diagnostics:
        check_diagnostic(diagnostic, analysis.lines)
    check_reports(analysis)
    assert (analysis.project is None) == analysis.failed
    if analysis.project is not None:
        assert not build_files(analysis.project).problems


def fmt(data: bytes) -> None:
    """A canonical layout says the same, keeps every comment, and is left as it is."""
    with contextlib.suppress(UnreadableError, DifferentError):
        new = formatted(data, "opsgen.yaml")
        assert formatted(new, "opsgen.yaml") == new
        before, after = Original(data).text, Original(new).text
        assert meaning(syntax(after)) == meaning(syntax(before))
        assert comments(after, syntax(after)) == comments(before, syntax(before))


def fix(data: bytes) -> None:
    """What is mended can be read, has only comments that were there, and nothing that could be mended is left."""
    mended = apply_fixes(SPEC, lambda _spec, overrides: analysed(overrides.get(SPEC, data)), unsafe=True)
    for file in mended.files.values():
        new = file.new
        told = {each.code for each in analysed(data).diagnostics}
        if "SRC121" in told:
            told.add("SRC120")  # A number twice is no key; the text that it becomes is one, and stands twice.
        assert {each.code for each in mended.analysis.diagnostics if each.code.startswith("SRC1")} <= told
        again = apply_fixes(SPEC, lambda _spec, overrides, new=new: analysed(overrides.get(SPEC, new)), unsafe=True)  # type: ignore[misc]
        assert not again.files
        if "SRC115" not in told:  # of more than one document no comments can be told
            assert not Counter(comments_of(new)) - Counter(comments_of(data))


def sql(data: bytes) -> None:
    """What is admitted of the SQL of users reads nothing but datasets."""
    from fuzz import admission  # which needs DuckDB

    admission.sql(data)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (loader, lint, fmt, fix, sql, expressions)
}


def analysed(data: bytes) -> Analysis:
    return analyse(SPEC, {SPEC: data})


def comments_of(data: bytes) -> list[str]:
    text = Original(data).text
    return comments(text, syntax(text))


def check_diagnostic(diagnostic: Diagnostic, lines: Callable[[str], list[str]]) -> None:
    assert diagnostic.code in codes()
    assert diagnostic.severity in ("error", "warning")
    assert diagnostic.message
    edits = diagnostic.fix.edits if diagnostic.fix else ()
    for each in (diagnostic, *diagnostic.related, *edits):
        if each.span is not None:
            check_span(each.span, lines(each.span.file))


def check_span(span: Span, lines: list[str]) -> None:
    assert 1 <= span.line <= span.end_line <= max(len(lines), 1)
    if lines:
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 2  # the end of a line can be marked
    assert (span.line, span.column) <= (span.end_line, span.end_column)


def check_tree(value: object, depth: int) -> None:
    assert depth
    inner: Iterable[Any] = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        check_tree(each, depth - 1)


def check_reports(analysis: Analysis) -> None:
    linted = LintResult("opsgen.yaml", analysis.diagnostics, analysis.ignored, analysis.lines)
    for report in (formats.show("lint", name, [linted], Colors(on=False)) for name in formats.FORMATS["lint"]):
        assert report.replace("\n", "").replace("\t", "").isprintable()
        report.encode()
