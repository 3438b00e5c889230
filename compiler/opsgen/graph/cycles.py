"""Circles among things that need each other."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Edges: TypeAlias = dict[str, list[str]]
"""What each thing needs."""


def break_cycles(edges: Edges) -> Iterator[list[str]]:
    """Circles, until none is left: the last need of each is taken out of `edges`.

    In a circle each thing needs the next; the first, which is the earliest one in `edges`, comes again at the end.
    """
    order = {name: index for index, name in enumerate(edges)}
    while cycle := _cycle(edges):
        first = min(range(len(cycle) - 1), key=lambda index: order[cycle[index]])
        cycle = [*cycle[first:-1], *cycle[:first], cycle[first]]
        edges[cycle[-2]].remove(cycle[-1])
        yield cycle


def in_order(edges: Edges) -> list[str]:
    """Everything after what it needs; there must be no circle. What is needed and not in `edges` is left out."""
    return [name for name in TopologicalSorter(edges).static_order() if name in edges]


def _cycle(edges: Edges) -> list[str]:
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        return cycle[::-1]
    return []
