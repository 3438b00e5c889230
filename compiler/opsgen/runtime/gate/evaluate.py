"""Evaluates a model's gates with its metrics, and those of the champion."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from opsgen.diagnostics.suggest import did_you_mean, listed
from opsgen.language.metric_names import greater_is_better
from opsgen.runtime.check import wording
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.gate.result import GateOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from opsgen.language.model import Gate
    from opsgen.runtime.gate.metrics import Metrics

_NO_SLICES = "it has no slices"
_NOTHING: Mapping[str, float] = {}


class Champion(NamedTuple):
    """The registered model that a new one is compared with."""

    name: str
    """Its name in messages."""
    metrics: Metrics
    number: str | None = None
    """The number of its version, if it is registered."""
    data: str | None = None
    """The version of the data that its metrics were measured on, if it is known."""


class _Subject(NamedTuple):
    """The metrics of all rows, or of one slice."""

    figures: Mapping[str, float]
    champion: Mapping[str, float]
    """The champion's metrics."""
    slice_value: str | None = None


class _Finding(NamedTuple):
    """How a metric compares with its limit."""

    passes: bool
    limit: str
    message: str | None = None
    champion_value: float | None = None
    is_compared: bool = True


class _EvaluationError(Exception):
    """A gate cannot be evaluated; the message says why."""


def evaluate(
    gates: Iterable[Gate], metrics: Metrics, champion: Champion | None, baseline: Champion | None = None
) -> tuple[GateOutcome, ...]:
    """The result of each gate, in the order of the spec. A gate about slices has a result for each slice."""
    compared = {"champion": champion, "baseline": baseline}
    return tuple(
        verdict for gate in gates for verdict in _evaluate_gate(gate, metrics, compared[gate.against or "champion"])
    )


def _evaluate_gate(gate: Gate, metrics: Metrics, champion: Champion | None) -> Iterator[GateOutcome]:
    try:
        subjects = list(_subjects(gate, metrics, champion.metrics if champion else None))
    except _EvaluationError as error:
        yield _error(gate, None, str(error))
        return
    for subject in subjects:
        try:
            yield _evaluate_subject(gate, subject, champion)
        except _EvaluationError as error:
            yield _error(gate, subject.slice_value, str(error))


def _subjects(gate: Gate, metrics: Metrics, champion: Metrics | None) -> Iterator[_Subject]:
    if gate.slice is None:
        yield _Subject(metrics.values, champion.values if champion else _NOTHING)
        return
    if not metrics.slices.get(gate.slice):
        others = [column for column, values in metrics.slices.items() if values]
        help_ = did_you_mean(gate.slice, others) or (f"it has slices by {listed(others)}",)
        help_text = help_[0] if others else _NO_SLICES
        raise _EvaluationError(f"the metrics file has no slices by `{gate.slice}`; {help_text}")
    theirs = champion.slices.get(gate.slice, {}) if champion else {}
    for value, figures in metrics.slices[gate.slice].items():
        yield _Subject(figures, theirs.get(value, _NOTHING), value)


def _evaluate_subject(gate: Gate, subject: _Subject, champion: Champion | None) -> GateOutcome:
    if gate.metric not in subject.figures:
        help_ = did_you_mean(gate.metric, subject.figures) or (f"it has {listed(subject.figures)}",)
        raise _EvaluationError(f"the metrics file has no `{gate.metric}`; {help_[0]}")
    value = subject.figures[gate.metric]
    if not math.isfinite(value):
        finding = _Finding(passes=False, limit=_limit(gate), message=f"a gate needs a finite value of {gate.metric}")
    elif gate.against is None:
        finding = _absolute(gate, value)
    else:
        finding = _compare_with_champion(gate, value, subject, champion)
    return _verdict(gate, subject.slice_value, value, finding)


def _absolute(gate: Gate, value: float) -> _Finding:
    if gate.min is not None and value < gate.min:
        return _Finding(passes=False, limit=_limit(gate), message=f"{_difference(gate.min, value)} too low")
    if gate.max is not None and value > gate.max:
        return _Finding(passes=False, limit=_limit(gate), message=f"{_difference(value, gate.max)} too high")
    return _Finding(passes=True, limit=_limit(gate))


def _compare_with_champion(gate: Gate, value: float, subject: _Subject, champion: Champion | None) -> _Finding:
    if champion is None:
        return _Finding(passes=True, limit=_limit(gate), message=_nothing(gate))
    theirs = subject.champion.get(gate.metric, math.nan)
    if not math.isfinite(theirs):
        where = "" if subject.slice_value is None else f" of {gate.slice} {subject.slice_value}"
        message = f"not compared: {champion.name} has no {gate.metric}{where}"
        return _Finding(passes=False, limit=_limit(gate), message=message, is_compared=False)
    return _regression(gate, value, theirs, champion.name)


def _regression(gate: Gate, value: float, theirs: float, champion: str) -> _Finding:
    better, worse = (value, theirs) if _more_is_better(gate) else (theirs, value)
    loss, allowed = _decimal(worse) - _decimal(better), _decimal(gate.max_regression or 0)
    limit = f"{_limit(gate)}'s {wording.number(theirs)}"
    if loss <= allowed:
        return _Finding(passes=True, limit=limit, champion_value=theirs)
    more = f", {_figure(loss - allowed)} more than allowed" if allowed else ""
    return _Finding(
        passes=False, limit=limit, message=f"{_figure(loss)} worse than {champion}{more}", champion_value=theirs
    )


def _nothing(gate: Gate) -> str:
    return f"there is no {gate.against} yet, so there is nothing to compare with"


def _more_is_better(gate: Gate) -> bool:
    known = greater_is_better(gate.metric) if gate.greater_is_better is None else gate.greater_is_better
    if known is None:
        raise _EvaluationError(
            f"no default says whether a higher `{gate.metric}` is better; write `greater_is_better: true` or `false`"
        )
    return known


def _limit(gate: Gate) -> str:
    if gate.against is None:
        return wording.bounds(gate.min, gate.max)
    allowed = gate.max_regression
    rival = f"worse than the {gate.against}"
    return f"at most {wording.number(allowed)} {rival}" if allowed else f"not {rival}"


def _verdict(gate: Gate, slice_value: str | None, value: float, finding: _Finding) -> GateOutcome:
    outcome = Outcome.PASS if finding.passes else _broken_outcome(gate) if finding.is_compared else Outcome.WARN
    return GateOutcome(
        metric=gate.metric,
        severity=gate.severity,
        outcome=outcome,
        found="no value" if math.isnan(value) else wording.number(value),
        limit=finding.limit,
        against=gate.against,
        slice=gate.slice,
        slice_value=slice_value,
        value=value if math.isfinite(value) else None,
        champion_value=finding.champion_value,
        message=finding.message,
    )


def _error(gate: Gate, slice_value: str | None, message: str) -> GateOutcome:
    return GateOutcome(
        metric=gate.metric,
        severity=gate.severity,
        outcome=Outcome.ERROR if gate.severity == "error" else Outcome.WARN,
        found="could not be evaluated",
        limit=_limit(gate),
        against=gate.against,
        slice=gate.slice,
        slice_value=slice_value,
        message=message,
    )


def _broken_outcome(gate: Gate) -> Outcome:
    return Outcome.FAIL if gate.severity == "error" else Outcome.WARN


def _difference(high: float, low: float) -> str:
    return _figure(_decimal(high) - _decimal(low))


def _figure(value: Decimal) -> str:
    return wording.number(float(value))


def _decimal(value: float) -> Decimal:
    """The decimal number that people read, so that 0.7 - 0.69 is 0.01."""
    return Decimal(repr(value))
