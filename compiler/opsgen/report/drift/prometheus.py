"""The result of a comparison in Prometheus' text format, for a push gateway or the node exporter."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from opsgen.report.prometheus import MetricSample, exposition
from opsgen.runtime.drift.result import DriftStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.runtime.drift.result import ColumnResult, DriftResult, Side

METRICS = {
    "opsgen_drift_detected": "Whether more columns drifted than may, 1 or 0; none without a verdict.",
    "opsgen_drift_no_data": "Whether there is too little data for a verdict, 1 or 0; none where it cannot be read.",
    "opsgen_drift_drifted_fraction": "The share of the columns that drifted.",
    "opsgen_drift_rows": "How many rows were compared.",
    "opsgen_drift_rows_without_time": "How many rows the window lacks, by whether their time is missing or unreadable.",
    "opsgen_drift_column_drifted": "Whether the column drifted, 1 or 0; none without a verdict.",
    "opsgen_drift_value": "The distance or p-value of the column.",
    "opsgen_drift_limit": "The greatest distance or the least p-value that passes.",
    "opsgen_drift_duration_seconds": "How long the comparison took.",
    "opsgen_drift_timestamp_seconds": "When the comparison began, in seconds since 1970.",
}

DECIDED = (DriftStatus.OK, DriftStatus.DRIFT)


def show(result: DriftResult) -> str:
    """Return the result as gauges."""
    return exposition(METRICS, _samples(result))


def _samples(result: DriftResult) -> Iterator[tuple[str, MetricSample]]:
    labels = {"project": result.project, "environment": result.environment, "deployment": result.deployment}
    if result.outcome in DECIDED:
        yield "opsgen_drift_detected", MetricSample(labels, result.outcome is DriftStatus.DRIFT)
    if result.outcome is not DriftStatus.ERROR:
        yield "opsgen_drift_no_data", MetricSample(labels, result.outcome is DriftStatus.UNDECIDED)
    if result.drifted_fraction is not None:
        yield "opsgen_drift_drifted_fraction", MetricSample(labels, result.drifted_fraction)
    for role, side in (("reference", result.reference), ("current", result.current)):
        if side.rows is not None:
            yield "opsgen_drift_rows", MetricSample({**labels, "dataset": side.dataset, "role": role}, side.rows)
    yield from _left_out(result.current, {**labels, "dataset": result.current.dataset, "role": "current"})
    for column in result.columns:
        yield from _column_samples(column, {**labels, "column": column.name})
    yield "opsgen_drift_duration_seconds", MetricSample(labels, result.seconds)
    yield "opsgen_drift_timestamp_seconds", MetricSample(labels, datetime.fromisoformat(result.started).timestamp())


def _left_out(side: Side, labels: dict[str, str]) -> Iterator[tuple[str, MetricSample]]:
    for why, count in (("missing", side.missing_times), ("unreadable", side.unreadable_times)):
        if count is not None:
            yield "opsgen_drift_rows_without_time", MetricSample({**labels, "time": why}, count)


def _column_samples(column: ColumnResult, labels: dict[str, str]) -> Iterator[tuple[str, MetricSample]]:
    if column.outcome in DECIDED:
        yield "opsgen_drift_column_drifted", MetricSample(labels, column.outcome is DriftStatus.DRIFT)
    for comparison in column.comparisons:
        measured = {**labels, "metric": comparison.metric}
        yield "opsgen_drift_limit", MetricSample(measured, comparison.limit)
        if comparison.value is not None:
            yield "opsgen_drift_value", MetricSample(measured, comparison.value)
