"""The tables of a profile, for people: all columns, then the figures of numbers, then the values of other columns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from opsgen.graph.members import ITEMS
from opsgen.runtime.check.masking import MASK
from opsgen.runtime.check.wording import rows, share
from opsgen.runtime.profile.shapes import name_of
from opsgen.terminal.escape import visible, width
from opsgen.terminal.table import Columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.runtime.profile.result import ColumnProfile, Number, PartProfile, Profile
    from opsgen.runtime.profile.targets import Profiled
    from opsgen.terminal.color import Colors

NARROW = 80
"""The terminal width for which the tables are laid out, if the real one is unknown."""
NAMES = 0.3
"""The share of the terminal's width that names may take."""
SHOWN = 30
"""The maximum number of characters of a value to show."""
FIGURES = ("min", "5 %", "25 %", "median", "75 %", "95 %", "max", "mean", "std")
FEWER = ("min", "5 %", "median", "95 %", "max", "mean", "std")
"""The figures that fit on a narrow terminal."""


def show(profiled: Profiled, colors: Colors) -> str:
    """Return all profiles as text, for the width of the terminal."""
    report = TextProfile(colors, get_terminal_size().columns)
    return "\n".join(map(report.show, profiled.profiles.values()))


@dataclass(frozen=True, slots=True)
class TextProfile:
    """Shows profiles on a terminal of this width."""

    colors: Colors
    width: int = NARROW

    def show(self, profile: Profile) -> str:
        """Return one profile."""
        head = f"{self.colors.bold(visible(profile.name))}  {self.colors.dim(visible(profile.location))}"
        size = f"{rows(profile.rows)}, {len(profile.columns):,} column{'s' * (len(profile.columns) != 1)}"
        marks = ", ".join(visible(mark) for mark in profile.null_values)
        parts = [
            [f"{head}  {size}", *([f"  values that count as missing: {marks}"] if marks else [])],
            list(self._columns(profile)),
            list(self._numbers([column for column in profile.columns if column.quantiles is not None])),
            list(self._values(profile)),
        ]
        return "\n\n".join("\n".join(part) for part in parts if part) + "\n"

    def _columns(self, profile: Profile) -> Iterator[str]:
        titles = ("column", "type", "missing", "distinct", "remarks")
        cells = [cell for column in profile.columns for cell in self._column(column, profile.rows)]
        yield from self._table(titles, cells, right=(2, 3))

    def _column(self, column: ColumnProfile, rows_: int) -> Iterator[tuple[str, ...]]:
        missing = share(column.missing, rows_) if column.missing else "0"
        yield self._name(column.name), column.type or "-", missing, _distinct(column), _remarks(column)
        yield from self._parts(column.parts, rows_, 1)

    def _parts(self, parts: Sequence[PartProfile], rows_: int, depth: int) -> Iterator[tuple[str, ...]]:
        """Yield the parts of a nested column, indented by their depth."""
        for part in parts:
            name = part.name if part.name == ITEMS else f".{part.name}"
            missing = share(part.missing, rows_) if part.missing else "0"
            remarks = "pii" if part.personal == "declared" else "pii, by its name" if part.personal else ""
            yield (
                "  " * depth + self._name(name),
                part.type,
                missing,
                "-",
                remarks or ("" if part.values else "no values"),
            )
            yield from self._parts(part.parts, rows_, depth + 1)

    def _numbers(self, columns: Sequence[ColumnProfile]) -> Iterator[str]:
        if not columns:
            return
        names = FIGURES if self.width >= NARROW + 20 else FEWER
        cells = []
        for column in columns:
            figures = _figures(column)
            cells.append((self._name(column.name), *(_short(figures[name]) for name in names)))
        yield from self._table(("numbers", *names), cells, right=range(1, len(names) + 1))

    def _values(self, profile: Profile) -> Iterator[str]:
        """Yield the other columns, each with the most frequent values that fit, or its smallest and largest value."""
        others = [column for column in profile.columns if column.quantiles is None and column.min is not None]
        others += [column for column in profile.columns if column.type == "boolean" and column.top]
        if not others:
            return
        names = [self._name(column.name) for column in others]
        lengths = [_lengths(column) for column in others]
        taken = max(map(width, names)) + max(map(len, [*lengths, "length"])) + 6
        room = max(self.width - taken, 20)
        cells = [
            (name, length, _examples(column, room)) for name, length, column in zip(names, lengths, others, strict=True)
        ]
        yield from self._table(("values", "length", "most frequent, or smallest to largest"), cells, right=(1,))

    def _table(self, titles: Sequence[str], cells: Sequence[Sequence[str]], right: Sequence[int]) -> Iterator[str]:
        columns = Columns.fitting([titles, *cells], right=right)
        yield self.colors.dim(f"  {columns.line(titles)}".rstrip())
        for row in cells:
            yield f"  {columns.line(row)}".rstrip()

    def _name(self, name: str) -> str:
        return _cut(name, max(int(self.width * NAMES), 12))


def _distinct(column: ColumnProfile) -> str:
    if column.distinct is None:
        return "-"
    return f"{column.distinct:,}" if column.distinct_exact or column.unique else f"~{column.distinct:,}"


def _remarks(column: ColumnProfile) -> str:
    found = []
    if column.left_out:
        found.append(f"cannot be declared: {column.left_out}")
    if column.personal:
        found.append("pii" if column.personal == "declared" else f"pii, by its {column.personal}")
    if column.unique:
        found.append("unique")
    if column.constant:
        found.append("constant")
    if not column.values:
        found.append("no values")
    if column.special:
        found.append(f"{column.special:,} NaN or infinite")
    if column.pattern:
        found.append(name_of(column.pattern) or visible(column.pattern))
    return ", ".join(found)


def _figures(column: ColumnProfile) -> dict[str, Number | str | None]:
    at = column.quantiles
    if at is None:
        return {}
    figures = (column.min, at.q05, at.q25, at.q50, at.q75, at.q95, column.max, column.mean, column.stddev)
    return dict(zip(FIGURES, figures, strict=True))


def _short(value: Number | str | None) -> str:
    """Return a number with four significant digits; whole numbers are shown whole."""
    if value is None or isinstance(value, str):
        return value or "-"
    if not math.isfinite(value):
        return str(value)
    if float(value).is_integer() and abs(value) < 10**7:
        return f"{int(value):,}" if abs(value) >= 10**4 else str(int(value))
    digits = 4 - len(str(int(abs(value)))) if abs(value) >= 1 else 3
    return f"{value:.{max(digits, 0)}f}" if 0.001 <= abs(value) < 10**7 else f"{value:.3g}"


def _lengths(column: ColumnProfile) -> str:
    if column.shortest is None or column.longest is None:
        return ""
    return str(column.longest) if column.shortest == column.longest else f"{column.shortest}-{column.longest:,}"


def _examples(column: ColumnProfile, room: int) -> str:
    if column.personal is not None:
        return MASK
    if not column.top or column.type in ("date", "timestamp", "time"):
        return f"{_cut(str(column.min), room // 2 - 2)} to {_cut(str(column.max), room // 2 - 2)}"
    examples = ""
    for each in column.top:
        more = f"{', ' if examples else ''}{_cut(each.value) or '(empty)'} {share(each.rows, column.values)}"
        if examples and width(examples) + width(more) > room:
            break
        examples += more
    return examples


def _cut(value: str, most: int = SHOWN) -> str:
    """Return the value, cut off so that it takes at most this many columns of a terminal."""
    shown = visible(value)
    if width(shown) <= most:
        return shown
    kept = shown[: most - 3]  # at most one character too many for each that is two columns wide
    while width(kept) > most - 3:
        kept = kept[:-1]
    return f"{kept}..."
