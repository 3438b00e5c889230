"""JUnit XML, which CI systems show as tests: a suite a spec, a failed case a diagnostic."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from opsgen.diagnostics.model import Severity
from opsgen.report.lint.concise import line, place
from opsgen.terminal.escape import named, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.diagnostics.model import Diagnostic
    from opsgen.report.lint.result import LintResult


def show(linted: Sequence[LintResult]) -> str:
    """All specs as JUnit XML; one that is clean has one case, which passed."""
    root = ET.Element("testsuites", name="opsgen lint")
    root.extend(_suite(each) for each in linted)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(linted: LintResult) -> ET.Element:
    name = named(linted.spec)
    cases = [_case(diagnostic) for diagnostic in linted.diagnostics]
    cases = cases or [ET.Element("testcase", classname=name, name="no problems")]
    failures = sum(case.find("failure") is not None for case in cases)
    counts = {"tests": len(cases), "failures": failures, "errors": 0, "skipped": 0}
    suite = ET.Element("testsuite", {"name": name} | {kind: str(count) for kind, count in counts.items()})
    suite.extend(cases)
    return suite


def _case(diagnostic: Diagnostic) -> ET.Element:
    span = diagnostic.span
    where = {"file": named(span.file), "line": str(span.line)} if span else {}
    name = f"{diagnostic.code} {place(span)}" if span else diagnostic.code
    case = ET.Element("testcase", {"classname": diagnostic.code, "name": name} | where)
    said = "\n".join([line(diagnostic), *map(safe, diagnostic.help)])
    if diagnostic.severity is Severity.ERROR:
        message = safe(diagnostic.message)
        ET.SubElement(case, "failure", type=diagnostic.code, message=message).text = said
    else:
        ET.SubElement(case, "system-out").text = said
    return case
