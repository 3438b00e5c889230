from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from opsgen.graph.cycles import break_cycles, in_order

names = st.sampled_from("abcdef")
graphs = st.dictionaries(names, st.lists(names, max_size=4))


def test_a_circle_begins_with_its_earliest_name() -> None:
    edges = {"x": ["a"], "a": ["c"], "b": ["a"], "c": ["b"]}
    assert list(break_cycles(edges)) == [["a", "c", "b", "a"]]


def test_what_needs_itself_is_a_circle() -> None:
    assert list(break_cycles({"a": ["a"]})) == [["a", "a"]]


def test_circles_that_share_an_edge_are_all_broken() -> None:
    edges = {"a": ["b"], "b": ["a", "c"], "c": ["a"]}
    assert len(list(break_cycles(edges))) == 2
    assert in_order(edges)


@given(graphs)
def test_circles_are_real_and_none_is_left(edges: dict[str, list[str]]) -> None:
    before = {name: list(needs) for name, needs in edges.items()}
    for cycle in break_cycles(edges):
        assert cycle[0] == cycle[-1]
        assert len(set(cycle)) == len(cycle) - 1
        assert all(need in before[name] for name, need in pairwise(cycle))
    order = in_order(edges)
    assert sorted(order) == sorted(edges)
    assert all(order.index(need) < order.index(name) for name in edges for need in edges[name] if need in edges)
