"""The table of all fields that a person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.terminal.escape import visible, width
from opsgen.terminal.table import aligned
from opsgen.trace.field_usage import FieldStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.terminal.color import Colors
    from opsgen.trace.field_usage import FieldUsage

RUN_TIME = "run time"
NOTHING = "-"


def show(usages: Sequence[FieldUsage], paint: Colors) -> str:
    """A line for each field, a column for each backend and one for what commands read; yellow, what nothing uses."""
    return "\n".join(_lines(usages, paint)) + "\n"


def _lines(usages: Sequence[FieldUsage], paint: Colors) -> Iterator[str]:
    backends = list(usages[0].fates) if usages else []
    rows = [_row(usage, backends) for usage in usages]
    titles = ("field", *backends, RUN_TIME)
    widths = [max(map(width, column)) for column in zip(titles, *rows, strict=True)]
    yield paint.dim(aligned(titles, widths).rstrip())
    for usage, row in zip(usages, rows, strict=True):
        line = aligned(row, widths).rstrip()
        yield paint.yellow(line) if usage.is_unused else line
    yield _counted(usages)


def _row(usage: FieldUsage, backends: Sequence[str]) -> tuple[str, ...]:
    fates = (usage.fates[name] for name in backends)
    cells = [NOTHING if fate is FieldStatus.UNUSED else fate.value for fate in fates]
    return (visible(".".join(map(str, usage.path))), *cells, "read" if usage.at_run_time else NOTHING)


def _counted(usages: Sequence[FieldUsage]) -> str:
    fates = (FieldStatus.EMITTED, FieldStatus.APPROXIMATED)
    emitted, approximated = (sum(fate in usage.fates.values() for usage in usages) for fate in fates)
    unused = sum(usage.is_unused for usage in usages)
    return (
        f"{len(usages)} fields: {emitted} emitted, {approximated} approximated, {unused} for readers of the spec only"
    )
