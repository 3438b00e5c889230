"""What comes of a gate, for each kind of limit, metric and champion."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.language.model import Gate
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.gate.evaluate import Champion, evaluate
from opsgen.runtime.gate.metrics import Metrics

if TYPE_CHECKING:
    from opsgen.runtime.gate.result import GateOutcome

FIGURES = st.floats(-1e6, 1e6).map(lambda value: round(value, 4))

NO_CHAMPION = "there is no champion yet, so there is nothing to compare with"


def verdicts(gate: dict[str, Any], metrics: Metrics, champion: Metrics | None = None) -> tuple[GateOutcome, ...]:
    beside = None if champion is None else Champion("version 3", champion)
    return evaluate([Gate.model_validate(gate)], metrics, beside)


def verdict(gate: dict[str, Any], value: float, theirs: float | None = None) -> GateOutcome:
    """The verdict on the one metric that a gate is about."""
    champion = None if theirs is None else Metrics({gate["metric"]: theirs}, {})
    (found,) = verdicts(gate, Metrics({gate["metric"]: value}, {}), champion)
    return found


@pytest.mark.parametrize(
    ("limits", "value", "outcome", "limit", "message"),
    [
        ({"min": 0.62}, 0.62, "pass", "at least 0.62", None),
        ({"min": 0.62}, 0.6, "fail", "at least 0.62", "0.02 too low"),
        ({"min": 0.62}, 0.6199999999, "fail", "at least 0.62", "1e-10 too low"),
        ({"max": 0.25}, 0.25, "pass", "at most 0.25", None),
        ({"max": 0.25}, 0.3, "fail", "at most 0.25", "0.05 too high"),
        ({"min": 1, "max": 3}, 4, "fail", "1 to 3", "1 too high"),
        ({"min": 1, "max": 3}, 0.5, "fail", "1 to 3", "0.5 too low"),
        ({"min": 1, "severity": "warn"}, 0.5, "warn", "at least 1", "0.5 too low"),
        ({"min": 0}, math.nan, "fail", "at least 0", "a gate needs a finite value of roc_auc"),
        ({"min": 0}, math.inf, "fail", "at least 0", "a gate needs a finite value of roc_auc"),
        ({"max": 1, "severity": "warn"}, math.nan, "warn", "at most 1", "a gate needs a finite value of roc_auc"),
    ],
)
def test_absolute_limits(limits: dict[str, Any], value: float, outcome: str, limit: str, message: str | None) -> None:
    found = verdict({"metric": "roc_auc", **limits}, value)
    assert (found.outcome, found.limit, found.message) == (outcome, limit, message)


@pytest.mark.parametrize(
    ("gate", "value", "theirs", "outcome", "message"),
    [
        ({"metric": "roc_auc", "max_regression": 0.01}, 0.69, 0.7, "pass", None),
        ({"metric": "roc_auc", "max_regression": 0.01}, 0.8, 0.7, "pass", None),
        ({"metric": "roc_auc", "max_regression": 0.01}, 0.68, 0.7, "fail", "0.02 worse than version 3, 0.01 more than"),
        ({"metric": "rmse", "max_regression": 0.5}, 3.5, 3.0, "pass", None),
        ({"metric": "rmse", "max_regression": 0.5}, 1.0, 3.0, "pass", None),
        ({"metric": "rmse", "max_regression": 0.5}, 3.75, 3.0, "fail", "0.75 worse than version 3, 0.25 more than"),
        ({"metric": "rmse", "max_regression": 0}, 3.0, 3.0, "pass", None),
        ({"metric": "rmse", "max_regression": 0}, 3.1, 3.0, "fail", "0.1 worse than version 3"),
        ({"metric": "neg_rmse", "max_regression": 0.5}, -3.75, -3.0, "fail", "0.75 worse than version 3, 0.25 more"),
        ({"metric": "minutes", "max_regression": 1, "greater_is_better": True}, 5, 7, "fail", "2 worse than"),
        ({"metric": "minutes", "max_regression": 1, "greater_is_better": False}, 5, 7, "pass", None),
        ({"metric": "roc_auc", "max_regression": 1, "greater_is_better": False}, 9, 7, "fail", "2 worse than"),
        ({"metric": "roc_auc", "max_regression": 0.01, "severity": "warn"}, 0.6, 0.7, "warn", "0.1 worse than"),
        ({"metric": "roc_auc", "max_regression": 0.01}, math.nan, 0.7, "fail", "a gate needs a finite value"),
        (
            {"metric": "roc_auc", "max_regression": 0.01},
            0.6,
            math.nan,
            "warn",
            "not compared: version 3 has no roc_auc",
        ),
        (
            {"metric": "minutes", "max_regression": 1},
            5,
            7,
            "error",
            "no default says whether a higher `minutes` is better; write",
        ),
        (
            {"metric": "roc_auc", "max_regression": 0.01},
            0.1,
            None,
            "pass",
            "there is no champion yet, so there is nothing to compare with",
        ),
    ],
)
def test_beside_the_champion(
    gate: dict[str, Any], value: float, theirs: float | None, outcome: str, message: str | None
) -> None:
    found = verdict({"against": "champion", **gate}, value, theirs)
    assert found.outcome == outcome
    assert (found.message or "").startswith(message or "")
    assert (found.message is None) == (message is None)


def test_the_limit_says_what_the_champion_has() -> None:
    gate = {"metric": "log_loss", "against": "champion", "max_regression": 0.05}
    assert verdict(gate, 0.3, 0.31).limit == "at most 0.05 worse than the champion's 0.31"
    assert verdict(gate | {"max_regression": 0}, 0.3, 0.31).limit == "not worse than the champion's 0.31"
    assert verdict(gate, 0.3).limit == "at most 0.05 worse than the champion"


def test_every_slice_is_judged() -> None:
    ours = {"EWR": {"roc_auc": 0.7}, "JFK": {"roc_auc": 0.5}, "LGA": {}, "SWF": {"roc_auc": math.nan}}
    found = verdicts({"metric": "roc_auc", "slice": "origin", "min": 0.6}, Metrics({"roc_auc": 0.9}, {"origin": ours}))
    assert [(each.slice_value, each.outcome) for each in found] == [
        ("EWR", Outcome.PASS),
        ("JFK", Outcome.FAIL),
        ("LGA", Outcome.ERROR),
        ("SWF", Outcome.FAIL),
    ]
    assert found[1].name == "roc_auc of origin JFK"


def test_every_slice_is_judged_beside_the_champions() -> None:
    ours = {"EWR": {"f1": 0.7}, "JFK": {"f1": 0.5}, "SWF": {"f1": 0.1}}
    theirs = {"EWR": {"f1": 0.7}, "JFK": {"f1": 0.6}, "LGA": {"f1": 0.9}}
    gate = {"metric": "f1", "slice": "origin", "against": "champion", "max_regression": 0.05}
    found = verdicts(gate, Metrics({}, {"origin": ours}), Metrics({}, {"origin": theirs}))
    assert [each.outcome for each in found] == [Outcome.PASS, Outcome.FAIL, Outcome.WARN]
    assert found[2].message == "not compared: version 3 has no f1 of origin SWF"
    assert {each.outcome for each in verdicts(gate, Metrics({}, {"origin": ours}))} == {Outcome.PASS}


@pytest.mark.parametrize(
    ("gate", "message"),
    [
        ({"metric": "roc_acu"}, "the metrics file has no `roc_acu`; did you mean `roc_auc`?"),
        ({"metric": "wer"}, "the metrics file has no `wer`; it has `roc_auc`"),
        ({"metric": "f1", "slice": "orign"}, "has no slices by `orign`; did you mean `origin`?"),
        ({"metric": "f1", "slice": "hour"}, "has no slices by `hour`; it has slices by `origin`"),
        ({"metric": "f1", "slice": "day"}, "has no slices by `day`; it has slices by `origin`"),
        ({"metric": "f2", "slice": "origin"}, "the metrics file has no `f2`; it has `f1`"),
    ],
)
def test_what_is_missed_is_named_with_what_is_near(gate: dict[str, Any], message: str) -> None:
    metrics = Metrics({"roc_auc": 0.7}, {"origin": {"JFK": {"f1": 0.5}}, "day": {}})
    (found,) = verdicts({**gate, "min": 0}, metrics)
    assert message in (found.message or "")
    assert found.outcome is Outcome.ERROR
    (found,) = verdicts({**gate, "min": 0, "severity": "warn"}, metrics)
    assert found.outcome is Outcome.WARN


@given(FIGURES, FIGURES, st.floats(0, 10).map(lambda value: round(value, 4)), st.booleans())
def test_a_model_that_is_as_good_as_the_champion_is_never_stopped(
    one: float, other: float, allowed: float, more: bool
) -> None:
    gate = {"metric": "x", "against": "champion", "max_regression": allowed, "greater_is_better": more}
    assert verdict(gate, one, one).outcome is Outcome.PASS
    better, worse = (max, min) if more else (min, max)
    assert verdict(gate, better(one, other), worse(one, other)).outcome is Outcome.PASS
    loss = abs(round(one - other, 4))
    assert (verdict(gate, worse(one, other), better(one, other)).outcome is Outcome.PASS) == (loss <= allowed)
