"""The table that a person reads, on a terminal or in the log of a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.runtime.check.result import Outcome
from opsgen.terminal.escape import visible, width
from opsgen.terminal.table import aligned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.runtime.gate.result import GateResult
    from opsgen.terminal.color import Colors

WIDEST = (44, 24, 60)
"""How wide the gate, what was found and the limit may be before a row runs out of its columns."""
_WORDS = {
    Outcome.PASS: "passed",
    Outcome.WARN: "warned",
    Outcome.FAIL: "failed",
    Outcome.ERROR: "could not be judged",
}


def show(result: GateResult, paint: Colors) -> str:
    """The result as text."""
    return "\n".join(_lines(result, paint)) + "\n"


def _lines(result: GateResult, paint: Colors) -> Iterator[str]:
    beside = f"  beside {result.champion}" if result.champion else ""
    yield f"{paint.bold(visible(result.model))}  {paint.dim(visible(result.metrics + beside))}"
    if not result.gates:
        yield "  no gates"
        return
    yield from _table(result, paint)
    counts = [(sum(gate.outcome is outcome for gate in result.gates), word) for outcome, word in _WORDS.items()]
    number, told = len(result.gates), ", ".join(f"{count} {word}" for count, word in counts if count)
    yield f"  {_color(result.outcome, paint)(f'{number} gate' + 's' * (number != 1))}: {told}"


def _table(result: GateResult, paint: Colors) -> Iterator[str]:
    titles = ("gate", "found", "limit")
    rows = [(visible(gate.name), visible(gate.found), visible(gate.limit)) for gate in result.gates]
    columns = list(zip(titles, *rows, strict=True))
    widths = [min(most, max(map(width, column))) for most, column in zip(WIDEST, columns, strict=True)]
    yield paint.dim(f"         {aligned(titles, widths)}".rstrip())
    for gate, row in zip(result.gates, rows, strict=True):
        word = _color(gate.outcome, paint)(f"{gate.outcome.value:5}")
        yield f"  {word}  {aligned(row, widths)}".rstrip()
        if gate.message is not None:
            yield f"         {visible(gate.message)}"


def _color(outcome: Outcome, paint: Colors) -> Callable[[str], str]:
    return {Outcome.PASS: paint.green, Outcome.WARN: paint.yellow}.get(outcome, paint.red)
