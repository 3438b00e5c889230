"""Prometheus' text exposition format: the one writer of it.

Source: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class MetricSample(NamedTuple):
    """One value of a metric."""

    labels: dict[str, str]
    value: float


def exposition(metrics: Mapping[str, str], samples: Iterable[tuple[str, MetricSample]]) -> str:
    """Samples of gauges, by metric; `metrics` gives the help text of each, and their order."""
    found: dict[str, list[MetricSample]] = {name: [] for name in metrics}
    for name, sample in samples:
        found[name].append(sample)
    # The format requires that all samples of a metric form one group, below its HELP and TYPE lines.
    return "".join(_group(name, metrics[name], group) for name, group in found.items() if group)


def _group(name: str, meaning: str, samples: Iterable[MetricSample]) -> str:
    lines = "".join(_line(name, sample) for sample in samples)
    return f"# HELP {name} {meaning}\n# TYPE {name} gauge\n{lines}"


def _line(name: str, sample: MetricSample) -> str:
    labels = ",".join(f'{key}="{_escaped(value)}"' for key, value in sample.labels.items())
    return f"{name}{{{labels}}} {float(sample.value)!r}\n"


def _escaped(value: str) -> str:
    """Escape a label's value. The format has escapes for these three characters and no others."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
