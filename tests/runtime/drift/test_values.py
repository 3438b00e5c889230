"""Numbers that no single engine reads, compared one after the other."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.runtime.drift.values import Distance, distance

NUMBERS = st.lists(st.integers(-20, 20), min_size=1, max_size=60)


def found(reference: list[int], current: list[int]) -> Distance:
    counted = (sorted(Counter(numbers).items()) for numbers in (reference, current))
    return distance(*counted, (len(reference), len(current)))


def expected(reference: list[int], current: list[int]) -> tuple[float, float]:
    """The same by the definition: how much of either sample is not above each number."""

    def up_to(numbers: list[int], limit: int) -> float:
        return sum(number <= limit for number in numbers) / len(numbers)

    differences = [abs(up_to(reference, limit) - up_to(current, limit)) for limit in range(-20, 21)]
    return max(differences), sum(differences)


@given(NUMBERS, NUMBERS)
def test_it_is_what_the_definition_says(reference: list[int], current: list[int]) -> None:
    assert found(reference, current) == pytest.approx(expected(reference, current))


@given(NUMBERS, NUMBERS)
def test_it_is_the_same_both_ways(reference: list[int], current: list[int]) -> None:
    assert found(reference, current) == pytest.approx(found(current, reference))


@given(NUMBERS, st.integers(1, 5))
def test_what_is_the_same_is_not_apart(numbers: list[int], times: int) -> None:
    assert found(numbers, numbers * times) == pytest.approx((0, 0))


@given(NUMBERS, st.integers(-5, 5))
def test_what_is_moved_is_as_far_apart_as_it_was_moved(numbers: list[int], by: int) -> None:
    assert found(numbers, [number + by for number in numbers]).area == pytest.approx(abs(by))


def test_figures_of_scipy() -> None:
    """scipy.stats.ks_2samp and wasserstein_distance of [1, 2, 2, 5] and [0, 2, 7]."""
    assert found([1, 2, 2, 5], [0, 2, 7]) == pytest.approx((1 / 3, 4 / 3))
