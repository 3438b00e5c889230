"""Rules for a spec, from a profile.

Each rule holds for the profiled data and is expected to hold for new data; properties that may be chance are not
proposed. In short:

- `required` where nothing is missing; where up to half is missing, a warning if the share grows by half or more.
- `primary_key` for the first column that is unique and has the name of a key, or stands first; `unique` for others
  with the name of a key or the shape of an e-mail address or UUID.
- `allowed` for texts with at most 20 different values, each of which occurs five times on average.
- `pattern` for codes of one length and for well-known shapes, such as e-mail addresses.
- `min` and `max` only where the name tells a range (an hour, a latitude, a percentage); `min: 0` for other numbers that
  are never negative, unless their name says that they may be; none for keys and codes, years and dates.
- `row_count` of at least half the rows; where there are none, `schema_match`.
- `classification: pii` where the name or the values look like personal data. Nothing is proposed from their values.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from opsgen.graph.members import ITEMS
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.runtime.profile.names import identifies, words
from opsgen.runtime.profile.shapes import KNOWN
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.runtime.profile.result import ColumnProfile, PartProfile, Profile

Tree = dict[str, Any]

EVIDENCE = 20
"""The fewest values from which a rule is derived."""
FEW = 20
"""The most distinct values for `allowed`."""
REPEATED = 5
"""How often each of them must occur, on average."""
VARIED = 10
"""The fewest distinct values from which a pattern is derived."""
SOME = 3
"""The fewest distinct values for a well-known shape."""
KEYS = 10
"""The fewest rows from which a unique first column is a key, whatever its name."""
LONGEST_LISTED = 60
MOSTLY_THERE = 0.5

RANGES: dict[str, tuple[int, int]] = {
    "month": (1, 12),
    "day": (1, 31),
    "hour": (0, 23),
    "minute": (0, 59),
    "second": (0, 59),
    "quarter": (1, 4),
    "week": (1, 53),
    "weekday": (0, 7),
    "latitude": (-90, 90),
    "lat": (-90, 90),
    "longitude": (-180, 180),
    "lon": (-180, 180),
    "lng": (-180, 180),
    "percent": (0, 100),
    "percentage": (0, 100),
    "pct": (0, 100),
    "probability": (0, 1),
    "proba": (0, 1),
    "fraction": (0, 1),
    "share": (0, 1),
}
"""Ranges by the last word of a name. A range is not proposed if the data exceeds it."""
PASSING = frozenset({"year", "yr", "date", "timestamp", "time", "epoch"})
"""Last words of the names of growing numbers, for which `min: 0` says nothing."""
SIGNED = frozenset(
    {"temp", "temperature", "dewp", "delta", "change", "diff", "difference", "delay", "balance", "offset", "profit"}
    | {"margin", "gain", "growth", "return", "alt", "altitude", "elevation", "x", "y", "z"}
)
"""Last words of the names of numbers that may be negative, even if none is in the data."""


class UndeclarableError(UnreadableError):
    """The data has no column that can be declared; the message says why."""


def proposal(profile: Profile) -> Tree:
    """The proposal for a dataset: `columns`, `quality`, and the source's `null_values`."""
    key = _key(profile)
    columns = {
        column.name: _column(column, is_key=column is key) for column in profile.columns if column.left_out is None
    }
    declarable(profile)
    return {"columns": columns, "quality": list(_quality(profile))}


def _key(profile: Profile) -> ColumnProfile | None:
    for column in profile.columns:
        is_first = column is profile.columns[0] and profile.rows >= KEYS
        if _tells_apart(column, profile.rows) and (identifies(column.name) or is_first):
            return column
    return None


def _tells_apart(column: ColumnProfile, rows: int) -> bool:
    fit = column.type in ("integer", "string") and column.left_out is None
    return fit and column.unique and column.missing == 0 and rows > 1


def _column(column: ColumnProfile, *, is_key: bool) -> Tree:
    tree: Tree = {"type": column.type}
    if is_key:
        tree["primary_key"] = True
    elif column.values and not column.missing:
        tree["required"] = True
    if not is_key and _is_unique(column):
        tree["unique"] = True
    tree |= _values(column) | _within(column.parts)
    if column.personal is not None:
        tree["classification"] = "pii"
    return tree


def _within(parts: Sequence[PartProfile]) -> Tree:
    """The declaration of a nested part: its type, and `required` if it is never missing."""
    items = next((part for part in parts if part.name == ITEMS), None)
    if items is not None:
        return {"items": _part(items)}
    return {"fields": {part.name: _part(part) for part in parts}} if parts else {}


def _part(part: PartProfile) -> Tree:
    tree: Tree = {"type": part.type}
    if part.values and not part.missing:
        tree["required"] = True
    if part.personal is not None:
        tree["classification"] = "pii"
    return tree | _within(part.parts)


def is_personal(tree: Tree) -> bool:
    """Whether a column, or a part of it, is proposed as personal data."""
    inside = [*tree.get("fields", {}).values(), *([tree["items"]] if "items" in tree else [])]
    return "classification" in tree or any(map(is_personal, inside))


def declarable(profile: Profile) -> None:
    """Raise an error if a spec can declare none of the columns."""
    if all(column.left_out is not None for column in profile.columns):
        reasons = "; ".join(f"{visible(name)}: {why}" for name, why in list(profile.left_out.items())[:3])
        raise UndeclarableError(f"no column of {visible(profile.location)} can be declared in a spec: {reasons}")


def _is_unique(column: ColumnProfile) -> bool:
    named = identifies(column.name) or column.pattern in (KNOWN["email"], KNOWN["uuid"])
    return column.unique and named and column.values >= KEYS and column.type in ("integer", "string")


def _values(column: ColumnProfile) -> Tree:
    if column.type == "string":
        allowed = _allowed(column)
        if allowed:
            return {"allowed": allowed}
        pattern = _pattern(column)
        return {"pattern": pattern} if pattern else {}
    if column.type in ("integer", "number") and column.personal is None:
        return _range(column)
    return {}


def _allowed(column: ColumnProfile) -> list[str]:
    """All values of a column, if they are few and each occurs often enough."""
    distinct = column.distinct or 0
    if not (column.distinct_exact and 1 < distinct <= FEW and column.personal is None and len(column.top) == distinct):
        return []
    values = [each.value for each in column.top]
    listable = all(len(value) <= LONGEST_LISTED and value.isprintable() and "${" not in value for value in values)
    enough = column.values >= max(EVIDENCE, REPEATED * distinct)
    return sorted(values) if listable and enough else []


def _pattern(column: ColumnProfile) -> str | None:
    distinct = column.distinct or 0
    if column.pattern in KNOWN.values():
        return column.pattern if distinct >= SOME else None
    return column.pattern if distinct >= VARIED and column.values >= EVIDENCE else None


def _range(column: ColumnProfile) -> Tree:
    low, high = column.min, column.max
    if not isinstance(low, int | float) or not isinstance(high, int | float) or column.special:
        return {}
    name = words(column.name)
    least, most = RANGES.get(name[-1], (None, None)) if name else (None, None)
    if least is not None and most is not None and least <= low and high <= most:
        return {"min": least, "max": most}
    meaningless = identifies(column.name) or column.unique or bool((PASSING | SIGNED) & set(name))
    return {"min": 0} if low >= 0 and not meaningless and column.values >= EVIDENCE else {}


def _quality(profile: Profile) -> Iterator[Tree]:
    # A file without rows only shows its columns.
    yield {"row_count": {"min": _half(profile.rows)}} if profile.rows else {"schema_match": {}}
    for column in profile.columns:
        missing = column.missing / profile.rows if profile.rows else 0
        if column.left_out is None and 0 < missing <= MOSTLY_THERE:
            limit = more_than(missing)
            yield {"not_null": {"column": column.name, "max_fraction": limit, "severity": "warn"}}


def _half(rows: int) -> int:
    """Half the rows, rounded down to one significant digit."""
    half = max(rows // 2, 1)
    unit: int = 10 ** (len(str(half)) - 1)
    return half // unit * unit


def more_than(fraction: float) -> float:
    """A limit above the share: half as much again, at least 0.01 more, rounded up to hundredths."""
    return math.ceil(max(fraction * 1.5, fraction + 0.01) * 100) / 100
