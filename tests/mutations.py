"""Specs as plain trees, and the ways in which they go wrong: for tests that ask the same of every one of them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from opsgen.source import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.diagnostics.model import Path as SpecPath

EXAMPLES = Path(__file__).parents[1] / "examples"


def read(name: str) -> dict[str, Any]:
    """An example's spec as plain values."""
    return plain((EXAMPLES / name / "opsgen.yaml").read_text(encoding="utf-8"))


def plain(text: str) -> dict[str, Any]:
    """The plain values of a spec."""
    tree = load(Path("opsgen.yaml"), text=text.encode()).tree
    assert tree is not None
    return tree.value


SPECS = [read("flight-delays"), read("datasets-only")]


def paths(node: Any, path: SpecPath = ()) -> Iterator[SpecPath]:
    """Every path below a node, outermost first."""
    for step, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (*path, step)
        yield from paths(value, (*path, step))


def changed(tree: dict[str, Any], path: SpecPath, change: Callable[[Any, Any], object]) -> dict[str, Any]:
    """A copy of the tree, changed by what `change` does to the container and the key at the end of a path."""
    tree = copy.deepcopy(tree)
    container: Any = tree
    for step in path[:-1]:
        container = container[step]
    change(container, path[-1])
    return tree


def put(value: Any) -> Callable[[Any, Any], object]:
    return lambda container, key: container.__setitem__(key, value)


def remove(container: Any, key: Any) -> None:
    del container[key]


def misspell(container: Any, key: Any) -> None:
    if isinstance(container, dict):
        container[f"{key}z"] = container.pop(key)
    else:
        container[key] = f"{container[key]}z"


CHANGES: dict[str, Callable[[Any, Any], object]] = {
    "removed": remove,
    "misspelt": misspell,
    "null": put(None),
    "true": put(True),
    "a number": put(-7),
    "the largest number": put(2**64 - 1),
    "a text": put("Some text"),
    "a list": put([[]]),
    "a mapping": put({"zzz": 1}),
}

names = st.sampled_from(sorted({str(path[-1]) for tree in SPECS for path in paths(tree)}))
texts = (
    names | st.text() | st.sampled_from(["${var.lake}", "${var.x", "$${var.x}", "planes.tailnum", "a.b.c", "0 4 * * *"])
)
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | st.text(), inner, max_size=4),
    max_leaves=12,
)
"""Whatever JSON can hold, with a liking for the words of the language."""
trees = st.dictionaries(names | st.text(), values, max_size=6)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """An example in which a few values are others, or gone, or under other keys."""
    tree = draw(st.sampled_from(SPECS))
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(list(paths(tree))))
        change = draw(st.just(remove) | st.just(misspell) | values.map(put))
        tree = changed(tree, path, change)
        if not any(True for _ in paths(tree)):
            break
    return tree
