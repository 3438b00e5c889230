"""Which rows of the current data are compared: all, or those of the monitor's window."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opsgen.drift.sql.sample import Sample
from opsgen.near import listed
from opsgen.spec.values import seconds

if TYPE_CHECKING:
    from datetime import datetime

    from opsgen.spec.monitor import Monitor
    from opsgen.sql.subject import Subject


class UntoldTimeError(Exception):
    """Nothing tells when the rows came about that a window is to be cut from; the message says what to write."""


def current(monitor: Monitor, subject: Subject, now: datetime) -> Sample:
    """The rows of the current data that came about since the window began; a row without a time is none of them."""
    if monitor.window is None:
        return Sample(subject)
    since = now - timedelta(seconds=seconds(monitor.window))
    return Sample(subject, time_column(monitor, subject), since.isoformat(timespec="seconds"))


def time_column(monitor: Monitor, subject: Subject) -> str:
    """The column that tells when a row came about: the monitor's, the one of the dataset's freshness, or the only one
    that can be meant."""
    dataset = subject.dataset
    if monitor.time_column is not None:
        return monitor.time_column
    if dataset.freshness is not None and dataset.freshness.column is not None:
        return dataset.freshness.column
    for type_ in ("timestamp", "date"):
        found = [name for name, column in dataset.columns.items() if column.type == type_]
        if len(found) == 1:
            return found[0]
        if found:
            raise UntoldTimeError(
                f"the monitor has a `window`, and `{monitor.current}` has several columns of type {type_}; "
                f"add `time_column:` to the monitor, with {listed(found)}"
            )
    raise UntoldTimeError(
        f"the monitor has a `window`, and `{monitor.current}` has no column of type timestamp or date to cut it from; "
        "declare one, or leave `window` out to compare all rows"
    )
