"""Outcomes in reports: their words, counts and colors, which are the same in every report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.runtime.check.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from opsgen.terminal.color import Colors

_WORDS = {Outcome.PASS: "passed", Outcome.WARN: "warned", Outcome.FAIL: "failed"}


def counted(outcomes: Iterable[Outcome], error: str = "could not be evaluated") -> str:
    """Return the number of outcomes of each kind, such as `2 passed, 1 failed`. `error` is the word for errors."""
    found = list(outcomes)
    words = {**_WORDS, Outcome.ERROR: error}
    return ", ".join(f"{found.count(each)} {word}" for each, word in words.items() if each in found)


def color_of(outcome: Outcome, colors: Colors) -> Callable[[str], str]:
    """Return a function that colors text for an outcome."""
    return {Outcome.PASS: colors.green, Outcome.WARN: colors.yellow}.get(outcome, colors.red)


def label(outcome: Outcome, colors: Colors) -> str:
    """Return the outcome as a colored word, padded to the widest one."""
    return color_of(outcome, colors)(f"{outcome.value:5}")
