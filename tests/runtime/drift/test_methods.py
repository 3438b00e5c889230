"""The distances: against figures of SciPy and Evidently, and what holds for all samples."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from opsgen.checks.models.metric_task_mismatch import OF_NUMBERS
from opsgen.language.monitor import DriftMetric
from opsgen.runtime.drift.methods import (
    OF_SHARES,
    USUAL_LIMITS,
    chi_square,
    direction,
    hellinger,
    js,
    kl,
    ks_p_value,
    psi,
    tvd,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Distance = Callable[[Sequence[float], Sequence[float]], float]

REFERENCE = (120, 80, 50, 30, 20, 0)
CURRENT = (40, 60, 45, 60, 30, 15)

COUNTS = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=40)


def shares(counts: Sequence[int]) -> list[float]:
    return [count / sum(counts) for count in counts]


def both(counts: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Two samples over the same bins, of which none is empty."""
    reference, current = ([pair[side] for pair in counts] for side in (0, 1))
    assume(sum(reference) and sum(current))
    return reference, current


@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        (psi, 0.7608358683209271),  # Evidently's _psi
        (kl, 0.25428781192698224),  # scipy.stats.entropy
        (js, 0.30986161819044483),  # scipy.spatial.distance.jensenshannon, base 2
        (hellinger, 0.27652927633052393),  # Evidently's _hellinger_distance
        (tvd, 0.26666666666666667),  # 0.4 - 0.16 + 80 / 300 - 0.24: what the first two bins lose
    ],
)
def test_distances_are_those_of_the_field(distance: Distance, expected: float) -> None:
    assert distance(shares(REFERENCE), shares(CURRENT)) == pytest.approx(expected, rel=1e-12)


def test_chi_square_is_pearsons_without_correction() -> None:
    # scipy.stats.chi2_contingency(…, correction=False)
    assert chi_square(REFERENCE, CURRENT) == pytest.approx((66.12130325814539, 6.558789717932045e-13), rel=1e-12)


@pytest.mark.parametrize(
    ("freedom", "statistic", "expected"),
    [
        (1, 3.84, 0.05004352124870519),
        (2, 5.99, 0.05003662708658629),
        (3, 0.5, 0.9188914116546758),
        (10, 18.3, 0.050109061411462506),
        (31, 45, 0.0498501151481234),
        (30, 400, 2.7954938576565057e-66),
        (1, 1e-9, 0.999974768674784),
        (200, 230, 0.07161185852455393),
    ],
)
def test_the_chi_square_distribution(freedom: int, statistic: float, expected: float) -> None:
    """Against scipy.stats.chi2.sf."""
    from opsgen.runtime.drift.methods import above_chi_square

    assert above_chi_square(statistic, freedom) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("statistic", "reference", "current", "expected"),
    [
        (0.1, 100, 100, 0.699),
        (0.2, 100, 100, 0.0366),
        (0.02, 10000, 10000, 0.0366),
        (0.03, 10000, 5000, 0.00496),
        (0.005, 300000, 300000, 0.001106),
        (0.0025, 300000, 300000, 0.30560),
        (0.15, 100, 1000, 0.0334),
    ],
)
def test_the_p_value_of_ks(statistic: float, reference: int, current: int, expected: float) -> None:
    """Against the limit distribution, scipy.stats.kstwobign.sf, which is right for large samples only: with 100 rows
    the exact p-value is up to 0.03 below it."""
    found = ks_p_value(statistic, reference, current)
    assert found <= expected + 1e-5
    assert found == pytest.approx(expected, abs=0.035 if reference == 100 else 0.0005)


def test_the_p_value_of_ks_at_its_ends() -> None:
    assert ks_p_value(0, 1000, 1000) == 1
    assert ks_p_value(1, 1000, 1000) < 1e-300
    assert ks_p_value(1e-9, 10, 10**9) == 1


@given(COUNTS)
def test_what_is_the_same_is_not_apart(counts: list[tuple[int, int]]) -> None:
    reference, _ = both(counts)
    for distance in OF_SHARES.values():
        assert distance(shares(reference), shares(reference)) == 0
    assert chi_square(reference, [3 * count for count in reference])[1] == pytest.approx(1)


@given(COUNTS)
def test_symmetric_ones_are_the_same_both_ways(counts: list[tuple[int, int]]) -> None:
    reference, current = both(counts)
    for distance in (psi, js, hellinger, tvd):
        there = distance(shares(reference), shares(current))
        assert there == pytest.approx(distance(shares(current), shares(reference)), abs=1e-12)
    assert chi_square(reference, current) == pytest.approx(chi_square(current, reference))


@given(COUNTS)
def test_each_stays_within_its_bounds(counts: list[tuple[int, int]]) -> None:
    reference, current = both(counts)
    found = {name: distance(shares(reference), shares(current)) for name, distance in OF_SHARES.items()}
    assert all(math.isfinite(value) and value >= 0 for value in found.values())
    assert max(found["js"], found["hellinger"], found["tvd"]) <= 1
    # What is known of how they are ordered.
    assert found["hellinger"] ** 2 <= found["tvd"] + 1e-12
    assert found["tvd"] <= math.sqrt(2) * found["hellinger"] + 1e-12
    assert found["js"] ** 2 <= found["tvd"] + 1e-12
    assert 0 <= chi_square(reference, current)[1] <= 1


@given(st.floats(0, 1), st.integers(1, 10**9), st.integers(1, 10**9))
def test_p_values_are_probabilities(statistic: float, reference: int, current: int) -> None:
    p = ks_p_value(statistic, reference, current)
    assert 0 <= p <= 1
    assert ks_p_value(min(1, statistic * 1.5), reference, current) <= p + 1e-12


@pytest.mark.parametrize("distance", [js, hellinger, tvd])
def test_samples_that_share_nothing_are_as_far_apart_as_can_be(distance: Distance) -> None:
    assert distance([0.5, 0.5, 0], [0, 0, 1]) == pytest.approx(1)


def test_an_empty_bin_makes_nothing_infinite() -> None:
    assert psi([1, 0], [0, 1]) == pytest.approx(2 * 0.9999 * math.log(10000))
    assert kl([1, 0], [0, 1]) == pytest.approx(0.9998 * math.log(10000), rel=1e-3)


def test_every_metric_of_the_language_is_known() -> None:
    metrics = set(get_args(DriftMetric))
    assert metrics == set(USUAL_LIMITS) == {*OF_SHARES, *OF_NUMBERS, "chi_square"}
    assert {metric for metric in metrics if direction(metric) == "min"} == {"ks", "chi_square"}
