"""The drift tests of a monitor, by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from opsgen.checks.models.metric_task_mismatch import OF_NUMBERS
from opsgen.runtime.drift.methods import USUAL_LIMITS, direction
from opsgen.sql.rules.table import MissingColumnError

if TYPE_CHECKING:
    from opsgen.language.monitor import Drift, Monitor
    from opsgen.runtime.drift.sql.sample import DriftSample

Values = Literal["numbers", "values"]
"""Whether a column is compared as numbers, or as texts or booleans."""


class IncomparableError(Exception):
    """A column cannot be compared; the message says why."""


class DriftTest(NamedTuple):
    """A drift metric and its limit."""

    metric: str
    limit: float


def drift_tests(monitor: Monitor) -> dict[str, list[DriftTest]]:
    """The drift tests of each column, in the order of the spec."""
    found: dict[str, list[DriftTest]] = {}
    for drift in monitor.drift:
        columns = [drift.column] if drift.column is not None else drift.columns or []
        for column in columns:
            found.setdefault(column, []).append(DriftTest(drift.metric, _limit(drift)))
    return found


def values_of(column: str, reference: DriftSample, current: DriftSample) -> Values:
    """How a column is compared."""
    families = {_family(column, reference), _family(column, current)}
    if families <= {"integer", "number"}:
        return "numbers"
    if families in ({"string"}, {"boolean"}):
        return "values"
    if len(families) > 1:
        raise IncomparableError(f"`{column}` is {' in one dataset and '.join(sorted(families))} in the other")
    raise IncomparableError(f"`{column}` is of type {families.pop()}; only numbers, texts and booleans can be compared")


def is_applicable(metric: str, values: Values) -> bool:
    """Whether a metric can be computed for such a column."""
    return values == "numbers" or metric not in OF_NUMBERS


def _limit(drift: Drift) -> float:
    given = drift.max if direction(drift.metric) == "max" else drift.min
    return USUAL_LIMITS[drift.metric] if given is None else given


def _family(column: str, sample: DriftSample) -> str:
    try:
        return sample.subject.source(column).kind.family
    except MissingColumnError as error:
        raise IncomparableError(f"{sample.name}: {error}") from None
