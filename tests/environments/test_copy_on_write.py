from __future__ import annotations

from opsgen.environments.copy_on_write import CopyOnWriteTree


def test_only_what_changes_is_copied() -> None:
    tree = {"a": {"b": [{"c": 1}, {"d": 2}]}, "x": {"y": 3}}
    draft = CopyOnWriteTree(tree)
    draft.set(("a", "b", 0, "c"), 9)
    draft.set(("a", "b", 0, "e"), 8)
    assert draft.root == {"a": {"b": [{"c": 9, "e": 8}, {"d": 2}]}, "x": {"y": 3}}
    assert tree == {"a": {"b": [{"c": 1}, {"d": 2}]}, "x": {"y": 3}}
    assert draft.root["x"] is tree["x"]
    assert draft.root["a"]["b"][1] is tree["a"]["b"][1]


def test_a_value_that_stands_in_two_places_changes_in_one() -> None:
    shared = {"min": 1}
    draft = CopyOnWriteTree({"one": shared, "two": shared})
    draft.set(("one", "min"), 2)
    assert draft.root == {"one": {"min": 2}, "two": {"min": 1}}
    draft.set(("two", "min"), 3)
    assert draft.root == {"one": {"min": 2}, "two": {"min": 3}}
