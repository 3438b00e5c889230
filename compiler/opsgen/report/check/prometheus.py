"""Prometheus' text format, for a push gateway or the node exporter's folder of text files."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from opsgen.runtime.check.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from opsgen.runtime.check.result import CheckResult, RuleResult


class MetricSample(NamedTuple):
    """One value of a metric."""

    labels: dict[str, str]
    value: float


METRICS = {
    "opsgen_quality_dataset_readable": "Whether the data could be read, 1 or 0.",
    "opsgen_quality_dataset_rows": "How many rows the dataset has.",
    "opsgen_quality_check_duration_seconds": "How long the check of the dataset took.",
    "opsgen_quality_check_timestamp_seconds": "When the check began, in seconds since 1970.",
    "opsgen_quality_rule_passed": "Whether the rule was kept, 1 or 0.",
    "opsgen_quality_rule_broken_rows": "How many rows broke the rule.",
    "opsgen_quality_rule_value": "The figure that the rule is about.",
}


def show(result: CheckResult) -> str:
    """The result as gauges."""
    return exposition(METRICS, _samples(result))


def exposition(metrics: Mapping[str, str], samples: Iterable[tuple[str, MetricSample]]) -> str:
    """Samples of gauges, each metric's together below what it means."""
    found: dict[str, list[MetricSample]] = {name: [] for name in metrics}
    for name, sample in samples:
        found[name].append(sample)
    return "".join(
        f"# HELP {name} {metrics[name]}\n# TYPE {name} gauge\n{''.join(_line(name, sample) for sample in of_metric)}"
        for name, of_metric in found.items()
        if of_metric
    )


def _samples(result: CheckResult) -> Iterator[tuple[str, MetricSample]]:
    began = datetime.fromisoformat(result.started).timestamp()
    for dataset in result.datasets:
        labels = {"project": result.project, "environment": result.environment, "dataset": dataset.name}
        yield "opsgen_quality_dataset_readable", MetricSample(labels, dataset.message is None)
        yield "opsgen_quality_check_duration_seconds", MetricSample(labels, dataset.seconds)
        yield "opsgen_quality_check_timestamp_seconds", MetricSample(labels, began)
        if dataset.rows is not None:
            yield "opsgen_quality_dataset_rows", MetricSample(labels, dataset.rows)
        for rule in dataset.rules:
            yield from _of_rule(rule, labels)


def _of_rule(rule: RuleResult, dataset: dict[str, str]) -> Iterator[tuple[str, MetricSample]]:
    labels = {**dataset, "rule": rule.name, "kind": rule.kind, "severity": rule.severity}
    yield "opsgen_quality_rule_passed", MetricSample(labels, rule.outcome is Outcome.PASS)
    if rule.rows_broken is not None:
        yield "opsgen_quality_rule_broken_rows", MetricSample(labels, rule.rows_broken)
    if isinstance(rule.value, int | float):
        yield "opsgen_quality_rule_value", MetricSample(labels, rule.value)


def _line(name: str, sample: MetricSample) -> str:
    labels = ",".join(f'{key}="{_escaped(value)}"' for key, value in sample.labels.items())
    return f"{name}{{{labels}}} {float(sample.value)!r}\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
