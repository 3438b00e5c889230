from __future__ import annotations

from typing import Literal

from pydantic import Field

from opsgen.language.node import Node
from opsgen.language.task import Schedule
from opsgen.language.types import ColumnName, Cron, Distance, Duration, Fraction, Name

DriftMetric = Literal["psi", "js", "ks", "wasserstein", "chi_square", "kl", "hellinger", "tvd"]


class Drift(Node):
    """How far the current data may differ from the reference data, for one column or several.

    Texts and booleans are compared by value: the reference's 30 most frequent values have a bin each, its other values
    share one, and values that it does not have share another. So are numbers of which the reference has at most 30
    different ones, each in two rows on average. Any other numbers are compared in ten ranges, whose edges are the
    deciles of the reference; a value that is more than one decile has a bin apart from the numbers below it. Rows
    without a value, and those with NaN or infinite numbers, have a bin of their own. `ks` and `wasserstein` are for
    numbers only: they compare each number, and leave out rows without one."""

    column: ColumnName | None = None
    """Column to compare."""
    columns: list[ColumnName] | None = Field(default=None, min_length=1)
    """Columns to compare, all with the same limit."""
    metric: DriftMetric
    """How to measure drift. Distances: `psi` (population stability index), `js` (Jensen-Shannon distance, base 2),
    `kl` (Kullback-Leibler divergence of the reference from the current data, in nats), `hellinger`, `tvd` (total
    variation distance), `wasserstein` (in standard deviations of the reference). Tests, by their p-value: `ks`
    (Kolmogorov-Smirnov), `chi_square`. For `psi` and `kl`, the share of a bin is at least 0.0001."""
    max: Distance | None = None
    """Largest distance that passes, for metrics that are distances; by default 0.2 for `psi` and 0.1 for the others."""
    min: Fraction | None = None
    """Smallest p-value that passes, for `ks` and `chi_square`; 0.05 by default."""


class Monitor(Schedule):
    """A drift monitor: compares the live inputs of a deployment with the training data of its model."""

    schedule: Cron
    """When the monitor runs, as a cron expression such as `30 * * * *` (hourly)."""
    reference: Name
    """Name of the dataset with the training data."""
    current: Name
    """Name of the dataset with the live inputs."""
    window: Duration | None = None
    """Age of the oldest row of the current data to compare, by its time column; by default all rows are compared.
    Rows without a time are left out. If there are such rows and the others show no drift, there is no result; see
    `on_no_data`. Times that cannot be read are an error."""
    time_column: ColumnName | None = None
    """Time column of the current data. By default that of its `freshness`, otherwise its only column of type
    `timestamp` or else `date`."""
    min_rows: int = Field(default=100, ge=1)
    """Minimum number of rows in each dataset. With fewer rows there is no result; see `on_no_data`."""
    on_no_data: Literal["error", "warn", "ok"] = "error"
    """What happens without a result, because there is too little data, for a column or as a whole, or because rows
    have no time for the window. `error`: `opsgen drift` fails with exit code 5. `warn`: it succeeds with a warning.
    `ok`: it succeeds. Retraining is never started."""
    max_drifted_fraction: Fraction = 0.0
    """Share of the columns that may drift before the monitor reports drift, from 0 to 1. A column drifts if any of its
    metrics exceeds its limit."""
    drift: list[Drift] = Field(min_length=1)
    """Columns to compare, with metrics and limits."""
