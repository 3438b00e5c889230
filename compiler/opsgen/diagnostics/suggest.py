"""Suggestions: the name that a misspelt word was most likely meant to be, and repairs that several stages make."""

from __future__ import annotations

from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Change, Place, Repair

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.diagnostics.model import Path, Scalar

_COMPARED = 10
_NEAR = 0.6
_CLEAR = 0.75
_APART = 0.05
_LONGEST = 100
_SHORTEST_SLIP = 4
_LONG_SLIP = 8
"""How many letters a word has in which one letter, or two, may be wrong."""


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `word` most resembles, case and `-`/`_` aside; None where none comes near."""
    return next((candidate for ratio, candidate in _ranked(word, candidates) if ratio >= _NEAR), None)


def clearly_nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The nearest candidate where no other one comes as near."""
    (best, candidate), (second, _), *_others = [*_ranked(word, candidates), (0.0, ""), (0.0, "")]
    return candidate if best >= _CLEAR and best - second >= _APART else None


def misspelling(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `word` is with a slip of the pen: one word of it differs, in a letter or two.

    Other names may well exist beside the candidates: `ends_at` beside `starts_at`, or `price_2` beside `price_1`.
    """
    known = list(candidates)
    same = same_ignoring_case(word, known)
    near = same if same is not None else clearly_nearest(word, known)
    return near if near is not None and (same is not None or _is_slip(_plain(word), _plain(near))) else None


def same_ignoring_case(word: str, candidates: Iterable[str]) -> str | None:
    """The only candidate that differs from `word` by nothing but case, space, `-` and `_`."""
    found = [candidate for candidate in candidates if _bare(candidate) == _bare(word)]
    return found[0] if len(found) == 1 else None


def did_you_mean(word: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The help line that names the nearest candidate, if there is one."""
    near = nearest(word, candidates)
    return (f"did you mean `{near}`?",) if near is not None else ()


def listed(candidates: Iterable[str], most: int = 12) -> str:
    """The candidates in words: `a`, `b` or `c`; the rest is counted where there are many."""
    names = [f"`{candidate}`" for candidate in candidates]
    if len(names) > most:
        return ", ".join(names[:most]) + f" or one of {len(names) - most} more"
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]])) or "nothing"


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


def _ranked(word: str, candidates: Iterable[str]) -> list[tuple[float, str]]:
    """How much the likeliest candidates resemble a word, the first one most."""
    from difflib import SequenceMatcher

    if not isinstance(word, str):
        return []
    wanted = _plain(word)
    plain = {_plain(candidate): candidate for candidate in candidates}
    # Comparing two words takes long; which ones have much in common is seen at once.
    likely = nlargest(_COMPARED, plain, key=lambda other: _resemblance(wanted, other))
    ratios = [(SequenceMatcher(None, wanted, other).ratio(), plain[other]) for other in likely]
    return sorted(ratios, key=lambda ratio: -ratio[0])


def _is_slip(one: str, other: str) -> bool:
    words, others = one.split("_"), other.split("_")
    if len(words) != len(others):
        return False
    differing = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1:
        return False
    (first, second) = differing[0]
    shorter = min(len(first), len(second))
    if shorter < _SHORTEST_SLIP or first[0] != second[0] or _digits(first) != _digits(second):
        return False
    return _edits(first, second) <= (2 if shorter >= _LONG_SLIP else 1)


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def _edits(one: str, other: str) -> int:
    """How many letters are left out, added, changed or swapped with the next one."""
    rows = [list(range(len(other) + 1))]
    for at, letter in enumerate(one, 1):
        row = [at]
        for to, another in enumerate(other, 1):
            row.append(min(rows[-1][to] + 1, row[-1] + 1, rows[-1][to - 1] + (letter != another)))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == another:
                row[-1] = min(row[-1], rows[-2][to - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


def _bare(word: str) -> str:
    return word[:_LONGEST].casefold().replace("-", "").replace("_", "").replace(" ", "")


def _plain(word: str) -> str:
    return word[:_LONGEST].casefold().replace("-", "_").replace(" ", "_")


def _resemblance(one: str, other: str) -> float:
    pairs, others = _pairs(one), _pairs(other)
    return len(pairs & others) / (len(pairs) + len(others))


@lru_cache(maxsize=1 << 15)
def _pairs(word: str) -> frozenset[str]:
    """All two letters that stand side by side, and those at the ends."""
    return frozenset(map("".join, pairwise(f" {word} ")))
