"""The table of all fields, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.terminal.escape import visible
from opsgen.terminal.table import Columns
from opsgen.trace.field_usage import FieldStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.terminal.color import Colors
    from opsgen.trace.field_usage import FieldUsage

RUN_TIME = "run time"
NOTHING = "-"


def show(usages: Sequence[FieldUsage], colors: Colors) -> str:
    """Return a line per field, with a column per backend and one for the commands. Unused fields are yellow."""
    return "\n".join(_lines(usages, colors)) + "\n"


def _lines(usages: Sequence[FieldUsage], colors: Colors) -> Iterator[str]:
    backends = list(usages[0].statuses) if usages else []
    rows = [_row(usage, backends) for usage in usages]
    titles = ("field", *backends, RUN_TIME)
    columns = Columns.fitting([titles, *rows])
    yield colors.dim(columns.line(titles).rstrip())
    for usage, row in zip(usages, rows, strict=True):
        line = columns.line(row).rstrip()
        yield colors.yellow(line) if usage.is_unused else line
    yield _counted(usages)


def _row(usage: FieldUsage, backends: Sequence[str]) -> tuple[str, ...]:
    statuses = (usage.statuses[name] for name in backends)
    cells = [NOTHING if status is FieldStatus.UNUSED else status.value for status in statuses]
    return (visible(".".join(map(str, usage.path))), *cells, "read" if usage.at_run_time else NOTHING)


def _counted(usages: Sequence[FieldUsage]) -> str:
    counted = (FieldStatus.EMITTED, FieldStatus.APPROXIMATED)
    emitted, approximated = (sum(status in usage.statuses.values() for usage in usages) for status in counted)
    unused = sum(usage.is_unused for usage in usages)
    return (
        f"{len(usages)} fields: {emitted} emitted, {approximated} approximated, {unused} for readers of the spec only"
    )
