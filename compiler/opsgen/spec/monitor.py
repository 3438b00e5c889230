from __future__ import annotations

from typing import Literal

from pydantic import Field

from opsgen.spec.node import Node
from opsgen.spec.task import Schedule
from opsgen.spec.types import ColumnName, Cron, Distance, Duration, Fraction, Name

DriftMetric = Literal["psi", "js", "ks", "wasserstein", "chi_square", "kl", "hellinger", "tvd"]


class Drift(Node):
    """How far the current data may be from the reference, for one column or for several."""

    column: ColumnName | None = None
    """The column."""
    columns: list[ColumnName] | None = Field(default=None, min_length=1)
    """The columns, where the same limit holds for several."""
    metric: DriftMetric
    """How the distance is measured."""
    max: Distance | None = None
    """The greatest distance that passes; for metrics that are distances."""
    min: Fraction | None = None
    """The least p-value that passes; for ks and chi_square."""


class Monitor(Schedule):
    """Watches whether what a deployment is asked still looks like what its model learned from."""

    schedule: Cron
    """When it looks, as a cron expression."""
    reference: Name
    """The dataset that the model learned from."""
    current: Name
    """The dataset of what the deployment is asked."""
    window: Duration | None = None
    """How far back the current data reaches; all of it by default."""
    min_rows: int = Field(default=100, ge=1)
    """The fewest rows that are worth a verdict."""
    max_drifted_fraction: Fraction = 0.0
    """The share of the columns that may drift before the monitor fires."""
    drift: list[Drift] = Field(min_length=1)
    """What is compared."""
