"""The result of a check as JUnit XML: a suite for each dataset, and a case for each rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.junit import Case, Problem, Suite, document, duration
from opsgen.runtime.check.result import Outcome
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from opsgen.runtime.check.result import CheckResult, DatasetResult, RuleResult


def show(result: CheckResult) -> str:
    """Return the result as JUnit XML."""
    suites = (_suite(dataset, result) for dataset in result.datasets)
    return document(f"opsgen check {result.project}", suites, {"time": duration(result.seconds)})


def _suite(dataset: DatasetResult, result: CheckResult) -> Suite:
    cases = [_case(dataset, rule) for rule in dataset.rules] or [_unreadable(dataset)]
    attributes = {"time": duration(dataset.seconds), "timestamp": result.started}
    return Suite(f"{result.environment}.{dataset.name}", cases, attributes)


def _case(dataset: DatasetResult, rule: RuleResult) -> Case:
    problem, output = None, None
    figures = f"found {rule.found}, allowed {rule.limit}"
    if rule.outcome is Outcome.FAIL:
        problem = Problem("failure", rule.kind, figures)
    elif rule.outcome is Outcome.ERROR and rule.severity == "error":
        problem = Problem("error", rule.kind, rule.message or rule.found)
    elif rule.outcome is Outcome.ERROR:
        output = f"warning: {visible(rule.message or rule.found)}"
    elif rule.outcome is Outcome.WARN:
        output = f"warning: {visible(figures)}"
    elif rule.rows_quarantined:
        output = f"{visible(figures)}, in {visible(dataset.quarantine or '')}"
    return Case(dataset.name, rule.name, problem, output, {"time": duration(rule.seconds or 0)})


def _unreadable(dataset: DatasetResult) -> Case:
    problem = Problem("error", "unreadable", dataset.message or "")
    return Case(dataset.name, "data can be read", problem, attributes={"time": duration(dataset.seconds)})
