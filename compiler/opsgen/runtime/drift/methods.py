"""The distances between two distributions, each by its common name and with the limit that is usual for it.

`psi`, `js`, `kl`, `hellinger`, `tvd` and `chi_square` compare how many rows lie in each bin (see `bins.py`); `ks` and
`wasserstein` compare the numbers themselves (see `values.py`). A metric is a distance, which fires above its limit, or
a test, whose p-value fires below it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from opsgen.checks.models.drift_limit import TESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Literal

    Shares = Sequence[float]

USUAL_LIMITS = {
    "psi": 0.2,
    "js": 0.1,
    "kl": 0.1,
    "hellinger": 0.1,
    "tvd": 0.1,
    "wasserstein": 0.1,
    "ks": 0.05,
    "chi_square": 0.05,
}
"""The default limits."""

SMALLEST_SHARE = 0.0001
"""The smallest share of a bin for `psi` and `kl`, which would be infinite for zero."""
SMALLEST_DEVIATION = 0.001
"""The unit of `wasserstein` if the reference hardly varies."""

CERTAIN = 0.18
"""Below this, the p-value of `ks` is 1 to all digits, and its series hardly converges."""


def direction(metric: str) -> Literal["max", "min"]:
    """Whether a metric's limit is the largest distance or the smallest p-value that passes."""
    return "min" if metric in TESTS else "max"


def psi(reference: Shares, current: Shares) -> float:
    """The population stability index, with natural logarithms: the sum of (c - r) ln(c / r)."""
    pairs = zip(_raised(reference), _raised(current), strict=True)
    return math.fsum((c - r) * math.log(c / r) for r, c in pairs)


def kl(reference: Shares, current: Shares) -> float:
    """The Kullback-Leibler divergence of the reference from the current data, in nats."""
    raised, raised_current = _raised(reference), _raised(current)
    total, total_current = math.fsum(raised), math.fsum(raised_current)
    pairs = ((r / total, c / total_current) for r, c in zip(raised, raised_current, strict=True))
    return max(0.0, math.fsum(r * math.log(r / c) for r, c in pairs))


def js(reference: Shares, current: Shares) -> float:
    """The Jensen-Shannon distance with logarithms to base 2: the root of the divergence, from 0 to 1."""

    def half(shares: Shares) -> float:
        return math.fsum(
            share * math.log2(share / ((r + c) / 2))
            for share, r, c in zip(shares, reference, current, strict=True)
            if share > 0
        )

    return math.sqrt(min(1.0, max(0.0, (half(reference) + half(current)) / 2)))


def hellinger(reference: Shares, current: Shares) -> float:
    """The Hellinger distance, from 0 to 1."""
    pairs = zip(reference, current, strict=True)
    return min(1.0, math.sqrt(math.fsum((math.sqrt(r) - math.sqrt(c)) ** 2 for r, c in pairs) / 2))


def tvd(reference: Shares, current: Shares) -> float:
    """The total variation distance: half the sum of the differences, from 0 to 1."""
    return min(1.0, math.fsum(abs(r - c) for r, c in zip(reference, current, strict=True)) / 2)


OF_SHARES: dict[str, Callable[[Shares, Shares], float]] = {
    "psi": psi,
    "js": js,
    "kl": kl,
    "hellinger": hellinger,
    "tvd": tvd,
}


def chi_square(reference: Sequence[int], current: Sequence[int]) -> tuple[float, float]:
    """Pearson's test that both samples are of one population, without a correction: its statistic and p-value."""
    totals = [r + c for r, c in zip(reference, current, strict=True)]
    rows = sum(totals)
    statistic = 0.0
    for counts in (reference, current):
        share = sum(counts) / rows
        statistic += math.fsum(
            (count - total * share) ** 2 / (total * share)
            for count, total in zip(counts, totals, strict=True)
            if total * share > 0
        )
    return statistic, above_chi_square(statistic, sum(total > 0 for total in totals) - 1)


def ks_p_value(statistic: float, reference: int, current: int) -> float:
    """The p-value of a two-sample Kolmogorov-Smirnov statistic: the limit distribution, with Stephens' correction for
    the sizes of the samples."""
    root = math.sqrt(reference * current / (reference + current))
    at = (root + 0.12 + 0.11 / root) * statistic
    if at < CERTAIN:
        return 1.0
    terms = (2 * (-1) ** (k - 1) * math.exp(-2 * (k * at) ** 2) for k in range(1, 101))
    return min(1.0, max(0.0, math.fsum(terms)))


def above_chi_square(statistic: float, freedom: int) -> float:
    """How likely a chi-square variable is to be above a value: a finite sum, as degrees of freedom are whole."""
    if freedom < 1 or statistic <= 0:
        return 1.0
    half, odd = statistic / 2, freedom % 2
    powers = (step + odd / 2 for step in range(freedom // 2))
    terms = math.fsum(math.exp(power * math.log(half) - half - math.lgamma(power + 1)) for power in powers)
    return min(1.0, terms + (math.erfc(math.sqrt(half)) if odd else 0.0))


def _raised(shares: Shares) -> list[float]:
    return [max(share, SMALLEST_SHARE) for share in shares]
