"""The result of a check as Markdown, for the summary of a job: a table for each dataset, without examples of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.check.text import totals
from opsgen.report.markdown import code, table
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.check.wording import rows

if TYPE_CHECKING:
    from opsgen.runtime.check.result import CheckResult, DatasetResult, RuleResult

MOST = 200
"""The most rules that a table shows; those that did not pass come first."""
_TITLES = ("", "rule", "found", "limit")


def show(result: CheckResult) -> str:
    """Return the result as Markdown."""
    return "\n".join(map(_dataset, result.datasets))


def _dataset(dataset: DatasetResult) -> str:
    if dataset.message is not None:
        return f"<p>{code(dataset.name)}: the data could not be read: {code(dataset.message)}</p>\n"
    number = f"{rows(dataset.rows)}; " if dataset.rows is not None else ""
    head = f"<p>{code(dataset.name)}: {number}{totals(dataset)}</p>\n"
    worst_first = sorted(dataset.rules, key=lambda rule: rule.outcome is Outcome.PASS)
    more = f"<p>{len(worst_first) - MOST} more rules</p>\n" if len(worst_first) > MOST else ""
    return f"{head}{table(_TITLES, map(_rule, worst_first[:MOST]))}{more}"


def _rule(rule: RuleResult) -> tuple[str, ...]:
    outcome, found = rule.outcome.value, code(rule.found)
    if rule.outcome is not Outcome.PASS:
        outcome = f"<b>{outcome}</b>"
        found = "<br>".join((found, *(code(note) for note in (rule.description, rule.message) if note)))
    return outcome, code(rule.name), found, code(rule.limit)
