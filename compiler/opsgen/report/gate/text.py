"""The table of a model's gates, for people: on a terminal or in the log of a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.outcomes import color_of, counted, label
from opsgen.terminal.escape import visible
from opsgen.terminal.table import Columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.runtime.gate.result import GateResult
    from opsgen.terminal.color import Colors

WIDEST = (44, 24, 60)
"""The largest widths of the columns `gate`, `found` and `limit`."""
TITLES = ("gate", "found", "limit")


def show(result: GateResult, colors: Colors) -> str:
    """Return the result as text."""
    return "\n".join(_lines(result, colors)) + "\n"


def _lines(result: GateResult, colors: Colors) -> Iterator[str]:
    rivals = " and ".join(dict.fromkeys(filter(None, (result.champion, result.baseline))))
    compared = f"  compared with {rivals}" if rivals else ""
    yield f"{colors.bold(visible(result.model))}  {colors.dim(visible(result.metrics + compared))}"
    if not result.gates:
        yield "  no gates"
        return
    yield from _table(result, colors)
    number = len(result.gates)
    total = color_of(result.outcome, colors)(f"{number} gate{'' if number == 1 else 's'}")
    yield f"  {total}: {counted(gate.outcome for gate in result.gates)}"


def _table(result: GateResult, colors: Colors) -> Iterator[str]:
    rows = [(visible(gate.name), visible(gate.found), visible(gate.limit)) for gate in result.gates]
    columns = Columns.fitting([TITLES, *rows], most=WIDEST)
    yield colors.dim(f"         {columns.line(TITLES)}".rstrip())
    for gate, row in zip(result.gates, rows, strict=True):
        yield f"  {label(gate.outcome, colors)}  {columns.line(row)}".rstrip()
        if gate.message is not None:
            yield f"         {visible(gate.message)}"
