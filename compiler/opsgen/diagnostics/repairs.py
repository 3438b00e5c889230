"""Repairs that several stages know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Change, Place, Repair
from opsgen.diagnostics.suggest import clearly_nearest, same_ignoring_case

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.diagnostics.model import Path, Scalar


def write(place: Place, old: Scalar | None, new: Scalar, *, safe: bool = False) -> Repair:
    """One value, key or part in the stead of another."""
    text = str(new).lower() if isinstance(new, bool) else str(new)
    return Repair(f"write `{text}`", (Change(place, old, new),), safe)


def remove(place: Place, reason: str, *, safe: bool = False) -> Repair:
    """An entry or an item that goes, and why it can."""
    return Repair(f"remove it, since {reason}", (Change(place, None, None),), safe)


def rename(place: Place, word: object, candidates: Iterable[str]) -> Repair | None:
    """The name that was meant: safe where it is but spelled in another way, as `primaryKey` for `primary_key`."""
    if not isinstance(word, str):
        return None
    known = list(candidates)
    same = same_ignoring_case(word, known)
    near = same if same is not None else clearly_nearest(word, known)
    return write(place, word, near, safe=same is not None) if near is not None else None


def swap(one: Path, first: Scalar, other: Path, second: Scalar) -> Repair | None:
    """Two values change places, unless they are the same."""
    if first == second:
        return None
    changes = (Change(Place(one), first, second), Change(Place(other), second, first))
    return Repair(f"let `{one[-1]}` and `{other[-1]}` change places", changes)
