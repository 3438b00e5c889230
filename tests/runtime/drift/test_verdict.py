"""What follows from counts, without data."""

from __future__ import annotations

import math

import pytest

from opsgen.runtime.drift.bins import NumberBins
from opsgen.runtime.drift.queries import DriftTest
from opsgen.runtime.drift.result import ColumnResult, DriftStatus
from opsgen.runtime.drift.values import Distance
from opsgen.runtime.drift.verdict import BinnedColumn, Numbers, compare, found, limit, overall_status

SPREAD = BinnedColumn(NumberBins((1.0,), whole=False), [50, 50, 0], [80, 20, 0])


def numbers(greatest: float, area: float) -> Numbers:
    return Numbers(2.0, lambda: Distance(greatest, area))


@pytest.mark.parametrize(
    ("question", "apart", "outcome", "words"),
    [
        (DriftTest("wasserstein", 0.1), (0.3, 0.2), "ok", ("0.1", "at most 0.1")),
        (DriftTest("wasserstein", 0.1), (0.3, 0.21), "drift", ("0.105", "at most 0.1")),
        (DriftTest("wasserstein", 0.1), (0.3, math.inf), "error", ("could not be compared", "at most 0.1")),
        (DriftTest("ks", 0.05), (0.01, 0), "ok", ("p 1", "p at least 0.05")),
        (DriftTest("ks", 0.05), (0.3, 0), "drift", ("p 0.000174", "p at least 0.05")),
        (DriftTest("ks", 1e-9), (0.3, 0), "ok", ("p 0.000174", "p at least 1e-09")),
        (DriftTest("ks", 0.05), (0.9, 0), "drift", ("p < 0.0001", "p at least 0.05")),
        (DriftTest("tvd", 0.3), (0, 0), "ok", ("0.3", "at most 0.3")),
        (DriftTest("chi_square", 0.05), (0, 0), "drift", ("p < 0.0001", "p at least 0.05")),
    ],
)
def test_a_figure_is_judged_by_its_limit(
    question: DriftTest, apart: tuple[float, float], outcome: str, words: tuple[str, str]
) -> None:
    comparison = compare(question, SPREAD, numbers(*apart), 100)
    assert (comparison.outcome, found(comparison), limit(comparison)) == (outcome, *words)


def test_numbers_are_looked_at_only_where_a_metric_needs_it() -> None:
    def never() -> Distance:
        raise AssertionError

    assert compare(DriftTest("psi", 1), SPREAD, Numbers(0, never), 100).outcome is DriftStatus.OK
    assert compare(DriftTest("ks", 1), SPREAD, Numbers(0, never), 101).outcome is DriftStatus.UNDECIDED


@pytest.mark.parametrize(
    ("columns", "most", "outcome"),
    [
        ("ok ok", 0, "ok"),
        ("ok drift", 0, "drift"),
        ("ok drift", 0.5, "ok"),
        ("ok drift", 0.49, "drift"),
        ("error drift", 0, "drift"),
        ("error drift", 0.5, "error"),
        ("ok error", 0, "error"),
        ("ok undecided", 0, "undecided"),
        ("drift undecided", 0.5, "undecided"),
        ("error undecided", 0, "error"),
        ("undecided undecided", 0, "undecided"),
    ],
)
def test_the_whole_follows_from_its_columns(columns: str, most: float, outcome: str) -> None:
    made = [ColumnResult("c", DriftStatus(each), ()) for each in columns.split()]
    assert overall_status(made, most)[0] == outcome
