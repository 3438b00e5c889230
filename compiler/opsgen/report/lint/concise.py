"""Diagnostics in one line each, in the format of compilers, which editors and grep understand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.lint.result import diagnostics_of
from opsgen.terminal.escape import named, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.diagnostics.model import Diagnostic, Span
    from opsgen.report.lint.result import LintResult


def show(linted: Sequence[LintResult]) -> str:
    """Return one line for each diagnostic; empty if there are none."""
    return "".join(f"{line(diagnostic)}\n" for diagnostic in diagnostics_of(linted))


def line(diagnostic: Diagnostic) -> str:
    """`file:line:col: error[CODE]: message`."""
    where = f"{place(diagnostic.span)}: " if diagnostic.span else ""
    return f"{where}{diagnostic.severity}[{diagnostic.code}]: {safe(diagnostic.message)}"


def place(span: Span) -> str:
    """`file:line:col`."""
    return f"{named(span.file)}:{span.line}:{span.column}"
