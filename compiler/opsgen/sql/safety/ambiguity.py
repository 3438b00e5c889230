"""Whether a regular expression can match a text in exponentially many ways, which an engine that goes back and forth
would all try.

The expression becomes the automaton of its positions (Glushkov's). It is ambiguous without bounds where, from some
position, two different paths lead back to it by the same text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from opsgen.sql.safety.regex import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsgen.sql.safety.regex import Node

T = TypeVar("T")

MOST_POSITIONS = 4000
MOST_IN_A_LOOP = 250
"""How many positions a loop may have before it is not looked into; it counts as ambiguous."""

LAST = 0x10FFFF
Characters: TypeAlias = tuple[tuple[int, int], ...]
"""Ranges of code points, both ends included."""

_CLASSES: dict[str, Characters] = {
    "CATEGORY_DIGIT": ((48, 57),),
    "CATEGORY_WORD": ((48, 57), (65, 90), (95, 95), (97, 122)),
    "CATEGORY_SPACE": ((9, 10), (12, 13), (32, 32)),
}


@cache
def explodes(pattern: str) -> bool:
    """Whether the time that a match takes may double with each character. `pattern` is one that `portable` takes."""
    automaton = _Automaton()
    try:
        automaton.sequence(parsed(pattern))
    except _TooLargeError:
        return True
    return automaton.is_ambiguous()


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the expression: where a match of it may begin and end, and in how many ways it may be empty."""

    first: frozenset[int]
    last: frozenset[int]
    empty: int


_NOTHING = _Part(frozenset(), frozenset(), empty=1)


class _TooLargeError(Exception):
    pass


@dataclass
class _Automaton:
    """The positions of an expression and which may follow which."""

    characters: list[Characters] = field(default_factory=list)
    follow: dict[int, set[int]] = field(default_factory=dict)
    doubled: set[tuple[int, int]] = field(default_factory=set)
    """Steps that can be meant in two ways."""
    vague: int = 0
    """How many parts can be empty in several ways."""
    vague_in_loop: bool = False
    """Whether one of them is inside a repeat without end."""

    def sequence(self, nodes: Sequence[Node]) -> _Part:
        return self._all(map(self._seen, nodes))

    def _seen(self, node: Node) -> _Part:
        part = self._part(node)
        self.vague += part.empty > 1
        return part

    def _part(self, node: Node) -> _Part:
        name, argument = str(node[0]), node[1]
        match name:
            case "BRANCH":
                return _either([self.sequence(branch) for branch in argument[1]])
            case "SUBPATTERN":
                return self.sequence(argument[3])
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self._repeat(*argument)
            case "AT":
                return _NOTHING
        return self._position(_characters(name, argument))

    def _position(self, characters: Characters) -> _Part:
        if len(self.characters) >= MOST_POSITIONS:
            raise _TooLargeError
        self.follow[len(self.characters)] = set()
        here = frozenset({len(self.characters)})
        self.characters.append(characters)
        return _Part(here, here, empty=0)

    def _then(self, left: _Part, right: _Part) -> _Part:
        self._link(left.last, right.first)
        first = left.first | right.first if left.empty else left.first
        last = left.last | right.last if right.empty else right.last
        return _Part(first, last, left.empty * right.empty)

    def _repeat(self, least: int, most: Any, nodes: Sequence[Node]) -> _Part:
        if str(most) == "MAXREPEAT":
            return self._for_ever(least, nodes)
        parts = [self.sequence(nodes) for _ in range(most)]
        # Of what may be left out, each stands inside the one before: no step leads past one.
        rest = _NOTHING
        for part in reversed(parts[least:]):
            whole = self._then(part, rest)
            rest = _Part(whole.first, whole.last, whole.empty + 1)
        return self._all([*parts[:least], rest])

    def _for_ever(self, least: int, nodes: Sequence[Node]) -> _Part:
        vague = self.vague
        parts = [self.sequence(nodes) for _ in range(max(least, 1))]
        self.vague_in_loop |= self.vague > vague
        self._link(parts[-1].last, parts[-1].first)
        whole = self._all(parts)
        return whole if least else _Part(whole.first, whole.last, whole.empty + 1)

    def _all(self, parts: Iterable[_Part]) -> _Part:
        whole = _NOTHING
        for part in parts:
            whole = self._then(whole, part)
        return whole

    def _link(self, last: Iterable[int], first: Iterable[int]) -> None:
        for start in last:
            for end in first:
                if end in self.follow[start]:
                    self.doubled.add((start, end))
                self.follow[start].add(end)

    # Ambiguity

    def is_ambiguous(self) -> bool:
        return self.vague_in_loop or any(self._is_ambiguous(loop) for loop in self._loops())

    def _loops(self) -> list[set[int]]:
        """The sets of positions from each of which all others of the set can be reached, and itself."""
        backward = _reversed(self.follow)
        loops, done = [], set[int]()
        for start in self.follow:
            if start not in done:
                ahead, behind = _reached(self.follow, start), _reached(backward, start)
                loop = ahead & behind
                done |= loop | {start}
                loops.append(loop)
        return [loop for loop in loops if loop]

    def _is_ambiguous(self, loop: set[int]) -> bool:
        if len(loop) > MOST_IN_A_LOOP or any(start in loop and end in loop for start, end in self.doubled):
            return True
        pairs = self._pairs(loop)
        start = min(loop)
        ahead, backward = _reached(pairs, (start, start)), _reversed(pairs)
        behind = _reached(backward, (start, start))
        return any(one != other for one, other in ahead & behind)

    def _pairs(self, loop: set[int]) -> dict[tuple[int, int], set[tuple[int, int]]]:
        """Where two paths can be at once that read the same text within a loop."""
        start = min(loop)
        pairs: dict[tuple[int, int], set[tuple[int, int]]] = {}
        waiting = [(start, start)]
        while waiting:
            one, other = pair = waiting.pop()
            if pair in pairs:
                continue
            pairs[pair] = {
                (a, b)
                for a in self.follow[one] & loop
                for b in self.follow[other] & loop
                if _meet(self.characters[a], self.characters[b])
            }
            waiting += pairs[pair]
        return pairs


def _reached(steps: dict[T, set[T]], start: T) -> set[T]:
    """What can be reached in one step or more."""
    found: set[T] = set()
    waiting = list(steps.get(start, ()))
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting += steps.get(place, ())
    return found


def _reversed(steps: dict[T, set[T]]) -> dict[T, set[T]]:
    backward: dict[T, set[T]] = {}
    for start, ends in steps.items():
        for end in ends:
            backward.setdefault(end, set()).add(start)
    return backward


def _either(parts: Sequence[_Part]) -> _Part:
    first = frozenset[int]().union(*(part.first for part in parts))
    last = frozenset[int]().union(*(part.last for part in parts))
    return _Part(first, last, sum(part.empty for part in parts))


# Characters


def _characters(name: str, argument: Any) -> Characters:
    match name:
        case "LITERAL":
            return ((argument, argument),)
        case "NOT_LITERAL":
            return _others(((argument, argument),))
        case "ANY":
            return _others(((10, 10),))
    ranges: list[tuple[int, int]] = []
    negated = False
    for kind, member in argument:
        match str(kind):
            case "NEGATE":
                negated = True
            case "LITERAL":
                ranges.append((member, member))
            case "RANGE":
                ranges.append(member)
            case _:
                category = str(member)
                inside = _CLASSES[category.replace("NOT_", "")]
                ranges += _others(inside) if "NOT_" in category else inside
    return _others(tuple(ranges)) if negated else tuple(ranges)


def _others(ranges: Characters) -> Characters:
    others, at = [], 0
    for low, high in sorted(ranges):
        if low > at:
            others.append((at, low - 1))
        at = max(at, high + 1)
    return (*others, (at, LAST)) if at <= LAST else tuple(others)


def _meet(one: Characters, other: Characters) -> bool:
    return any(low <= top and bottom <= high for low, high in one for bottom, top in other)
