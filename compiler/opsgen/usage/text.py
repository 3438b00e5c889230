"""The table of all fields that a person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.columns import aligned
from opsgen.report.visible import visible, width
from opsgen.usage.fates import Fate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.report.paint import Paint
    from opsgen.usage.fates import Usage

RUN_TIME = "run time"


def show(usages: Sequence[Usage], paint: Paint) -> str:
    """A line for each field, a column for each backend and one for what commands read, and what nothing uses."""
    return "\n".join(_lines(usages, paint)) + "\n"


def _lines(usages: Sequence[Usage], paint: Paint) -> Iterator[str]:
    backends = list(usages[0].fates) if usages else []
    rows = [_row(usage, backends) for usage in usages]
    titles = ("field", *backends, RUN_TIME)
    widths = [max(map(width, column)) for column in zip(titles, *rows, strict=True)]
    yield paint.dim(aligned(titles, widths).rstrip())
    for usage, row in zip(usages, rows, strict=True):
        line = aligned(row, widths).rstrip()
        yield paint.yellow(line) if usage.is_unused else line
    counts = [
        (sum(fate in usage.fates.values() for usage in usages), fate) for fate in (Fate.EMITTED, Fate.APPROXIMATED)
    ]
    told = [f"{count} {fate}" for count, fate in counts]
    unused = sum(usage.is_unused for usage in usages)
    yield f"{len(usages)} fields: {', '.join(told)}, {unused} for readers of the spec only"


def _row(usage: Usage, backends: Sequence[str]) -> tuple[str, ...]:
    fates = (usage.fates[name] for name in backends)
    field = visible(".".join(map(str, usage.path)))
    return (
        field,
        *("–" if fate is Fate.UNUSED else fate.value for fate in fates),
        "read" if usage.at_run_time else "–",
    )
