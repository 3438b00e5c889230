"""JUnit XML, which CI systems show as tests: a suite a dataset, a case a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from opsgen.runtime.check.result import Outcome
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from opsgen.runtime.check.result import CheckResult, DatasetResult, RuleResult


def show(result: CheckResult) -> str:
    """The result as JUnit XML."""
    root = ET.Element("testsuites", name=f"opsgen check {result.project}", time=_time(result.seconds))
    for dataset in result.datasets:
        root.append(_suite(dataset, result))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(dataset: DatasetResult, result: CheckResult) -> ET.Element:
    cases = [_case(dataset, rule) for rule in dataset.rules] or [_unreadable(dataset)]
    counts = {kind: sum(case.find(kind) is not None for case in cases) for kind in ("failure", "error")}
    suite = ET.Element(
        "testsuite",
        name=f"{result.environment}.{visible(dataset.name)}",
        tests=str(len(cases)),
        failures=str(counts["failure"]),
        errors=str(counts["error"]),
        skipped="0",
        time=_time(dataset.seconds),
        timestamp=result.started,
    )
    suite.extend(cases)
    return suite


def _case(dataset: DatasetResult, rule: RuleResult) -> ET.Element:
    case = ET.Element("testcase", classname=dataset.name, name=visible(rule.name), time=_time(rule.seconds or 0))
    said = f"found {rule.found}, allowed {rule.limit}"
    if rule.outcome is Outcome.FAIL:
        ET.SubElement(case, "failure", type=rule.kind, message=visible(said))
    elif rule.outcome is Outcome.ERROR and rule.severity == "error":
        ET.SubElement(case, "error", type=rule.kind, message=visible(rule.message or rule.found))
    elif rule.outcome is Outcome.ERROR:
        ET.SubElement(case, "system-out").text = visible(f"warning: {rule.message or rule.found}")
    elif rule.outcome is Outcome.WARN:
        ET.SubElement(case, "system-out").text = visible(f"warning: {said}")
    return case


def _unreadable(dataset: DatasetResult) -> ET.Element:
    case = ET.Element("testcase", classname=dataset.name, name="data can be read", time=_time(dataset.seconds))
    ET.SubElement(case, "error", type="unreadable", message=visible(dataset.message or ""))
    return case


def _time(seconds: float) -> str:
    return f"{seconds:.3f}"
