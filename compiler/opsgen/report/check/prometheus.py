"""The result of a check in Prometheus' text format, for a push gateway or the node exporter."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from opsgen.report.prometheus import MetricSample, exposition
from opsgen.runtime.check.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.runtime.check.result import CheckResult, RuleResult


METRICS = {
    "opsgen_quality_dataset_readable": "Whether the data could be read, 1 or 0.",
    "opsgen_quality_dataset_rows": "How many rows the dataset has.",
    "opsgen_quality_dataset_quarantined_rows": "How many rows of the new version were quarantined.",
    "opsgen_quality_check_duration_seconds": "How long the check of the dataset took.",
    "opsgen_quality_check_timestamp_seconds": "When the check began, in seconds since 1970.",
    "opsgen_quality_rule_passed": "Whether the rule was kept, 1 or 0.",
    "opsgen_quality_rule_broken_rows": "How many rows broke the rule.",
    "opsgen_quality_rule_value": "The figure that the rule is about.",
}


def show(result: CheckResult) -> str:
    """Return the result as gauges."""
    return exposition(METRICS, _samples(result))


def _samples(result: CheckResult) -> Iterator[tuple[str, MetricSample]]:
    started = datetime.fromisoformat(result.started).timestamp()
    for dataset in result.datasets:
        labels = {"project": result.project, "environment": result.environment, "dataset": dataset.name}
        yield "opsgen_quality_dataset_readable", MetricSample(labels, dataset.message is None)
        yield "opsgen_quality_check_duration_seconds", MetricSample(labels, dataset.seconds)
        yield "opsgen_quality_check_timestamp_seconds", MetricSample(labels, started)
        if dataset.rows is not None:
            yield "opsgen_quality_dataset_rows", MetricSample(labels, dataset.rows)
        if dataset.rows_quarantined is not None:
            yield "opsgen_quality_dataset_quarantined_rows", MetricSample(labels, dataset.rows_quarantined)
        for rule in dataset.rules:
            yield from _rule_samples(rule, labels)


def _rule_samples(rule: RuleResult, dataset: dict[str, str]) -> Iterator[tuple[str, MetricSample]]:
    labels = {**dataset, "rule": rule.name, "kind": rule.kind, "severity": rule.severity}
    yield "opsgen_quality_rule_passed", MetricSample(labels, rule.outcome is Outcome.PASS)
    if rule.rows_broken is not None:
        yield "opsgen_quality_rule_broken_rows", MetricSample(labels, rule.rows_broken)
    if isinstance(rule.value, int | float):
        yield "opsgen_quality_rule_value", MetricSample(labels, rule.value)
