"""Diagnostics as JUnit XML: a suite for each spec, and a case for each diagnostic, which fails if it is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Severity
from opsgen.report.junit import Case, Problem, Suite, document
from opsgen.report.lint.concise import line, place
from opsgen.terminal.escape import named, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.diagnostics.model import Diagnostic
    from opsgen.report.lint.result import LintResult


def show(linted: Sequence[LintResult]) -> str:
    """Return all specs as JUnit XML."""
    return document("opsgen lint", map(_suite, linted))


def _suite(linted: LintResult) -> Suite:
    name = named(linted.spec)
    # Some CI systems treat a suite without cases as a run that never happened: a clean spec has one case, which passes.
    return Suite(name, [_case(diagnostic) for diagnostic in linted.diagnostics] or [Case(name, "no problems")])


def _case(diagnostic: Diagnostic) -> Case:
    code, span = diagnostic.code, diagnostic.span
    where = {"file": named(span.file), "line": str(span.line)} if span else {}
    name = f"{code} {place(span)}" if span else code
    text = "\n".join([line(diagnostic), *map(safe, diagnostic.help)])
    if diagnostic.severity is Severity.ERROR:
        return Case(code, name, Problem("failure", code, safe(diagnostic.message), text), attributes=where)
    return Case(code, name, output=text, attributes=where)
