from __future__ import annotations

from typing import Literal

from pydantic import Field

from opsgen.language.node import Node
from opsgen.language.task import Schedule
from opsgen.language.types import ColumnName, Cron, Distance, Duration, Fraction, Name

DriftMetric = Literal["psi", "js", "ks", "wasserstein", "chi_square", "kl", "hellinger", "tvd"]


class Drift(Node):
    """How far the current data may be from the reference, for one column or for several.

    Texts and booleans are compared by value: the reference's 30 most frequent values have a bin each, its other values
    share one, and values that it does not have share another. So are numbers of which the reference has at most 30
    different ones, each in two rows on average. Any other numbers are compared in ten ranges, whose edges are the
    deciles of the reference; a value that is more than one decile has a bin apart from the numbers below it. Rows
    without a value, and those with NaN or infinite numbers, have a bin of their own. `ks` and `wasserstein` are for
    numbers only: they compare each number, and leave out rows without one."""

    column: ColumnName | None = None
    """The column."""
    columns: list[ColumnName] | None = Field(default=None, min_length=1)
    """The columns, where the same limit holds for several."""
    metric: DriftMetric
    """How the distance is measured: `psi`, the population stability index; `js`, the Jensen-Shannon distance to base 2;
    `kl`, the Kullback-Leibler divergence of the reference from the current data, in nats; `hellinger`; `tvd`, the total
    variation distance; `wasserstein`, in standard deviations of the reference; or the p-value of a test: `ks`, of
    Kolmogorov and Smirnov, or `chi_square`. For `psi` and `kl`, the share of a bin is at least 0.0001."""
    max: Distance | None = None
    """The greatest distance that passes; for metrics that are distances. By default 0.2 for psi, else 0.1."""
    min: Fraction | None = None
    """The least p-value that passes; for ks and chi_square. By default 0.05."""


class Monitor(Schedule):
    """Watches whether what a deployment is asked still looks like what its model learned from."""

    schedule: Cron
    """When it looks, as a cron expression."""
    reference: Name
    """The dataset that the model learned from."""
    current: Name
    """The dataset of what the deployment is asked."""
    window: Duration | None = None
    """How far back from now the current data reaches, by its time column; all of it by default. Rows
    without a time are left out, and there is no verdict without them unless it is drift; see `on_no_data`. Times that
    cannot be read are an error."""
    time_column: ColumnName | None = None
    """The column of the current data that tells when a row came about; by default the one of its `freshness`, or else
    its only timestamp or its only date."""
    min_rows: int = Field(default=100, ge=1)
    """The fewest rows, of either dataset, that are worth a verdict."""
    on_no_data: Literal["error", "warn", "ok"] = "error"
    """What happens when there is too little data for a verdict, on the whole or on a column, or when no drift is found
    but rows have no time for the window: `opsgen drift` fails with exit code 5, succeeds with a warning, or succeeds. A
    model is never retrained for it."""
    max_drifted_fraction: Fraction = 0.0
    """The share of the columns that may drift before the monitor fires; a column drifts where any of its metrics says
    so."""
    drift: list[Drift] = Field(min_length=1)
    """What is compared."""
