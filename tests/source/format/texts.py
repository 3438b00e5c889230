"""Specs as people write them: in any layout that YAML has, with comments anywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from opsgen.source.edit.scalar import is_bare

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[st.SearchStrategy[Any]], Any]

WORDS = ["flights", "a-b", "late", "x y", "${var.lake}", "s3://lake/a", "10m", "no", "3", "1.10", "0x1F", "~", "", "#1"]
TEXTS = st.sampled_from(
    [*WORDS, "it's", 'say "so"', "a: b", "- c", "[d]", "*e", "&f", "!g", "é✈", "back\\slash", "tab\there"]
)
LINES = st.sampled_from(["one\ntwo", "one\n\n  deeper\nend\n", "  first\nsecond\n", "last\n\n\n", "# none\n"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5000) | st.sampled_from([0.5, 1e9]) | TEXTS | LINES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)
TREES = st.dictionaries(TEXTS, VALUES, min_size=1, max_size=5)
COMMENTS = st.sampled_from(["# about it", "#bare", "# it's {not: [this, or 'that", "#", "# - a: b"])


@st.composite
def texts(draw: Draw) -> str:
    """A file that holds a mapping."""
    tree = draw(TREES)
    lead = draw(st.lists(_lines_between(0), max_size=2))
    text = "".join(lead) + _block_mapping(draw, tree, 0) + draw(st.sampled_from(["", "\n", "# end\n", "  # end"]))
    return text if draw(st.booleans()) else text.replace("\n", "\r\n")


def _lines_between(column: int) -> st.SearchStrategy[str]:
    """Blank lines, and comments in any column."""
    comment = st.builds(lambda at, text: f"{' ' * at}{text}\n", st.integers(0, column + 3), COMMENTS)
    return st.sampled_from(["", "", "", "\n", "  \n", "\n\n\n"]) | comment


def _behind(draw: Draw) -> str:
    """What ends a line."""
    return draw(st.sampled_from(["\n", "\n", "  \n", " # behind\n", "     # far behind\n"]))


def _block_mapping(draw: Draw, tree: dict[str, Any], column: int, *, hangs: bool = False) -> str:
    lines = []
    for number, (key, value) in enumerate(tree.items()):
        margin = "" if hangs and not number else draw(_lines_between(column)) + " " * column
        lines.append(f"{margin}{_scalar(draw, key)}:{_value(draw, value, column, in_list=False)}")
    return "".join(lines)


def _block_list(draw: Draw, items: list[Any], column: int, *, hangs: bool = False) -> str:
    lines = []
    for number, value in enumerate(items):
        margin = "" if hangs and not number else draw(_lines_between(column)) + " " * column
        lines.append(f"{margin}-{_value(draw, value, column, in_list=True)}")
    return "".join(lines)


def _value(draw: Draw, value: Any, column: int, *, in_list: bool) -> str:
    """What follows the sign of a key or an item, to the end of its last line."""
    gap = draw(st.integers(1, 3))
    if isinstance(value, dict | list) and value and draw(st.integers(0, 2)):
        return _block(draw, value, column, gap, in_list=in_list)
    if isinstance(value, str) and "\n" in value and draw(st.booleans()):
        return _literal(draw, value, column)
    if value is None and draw(st.booleans()):
        return _behind(draw)
    return " " * gap + _properties(draw, value) + _flow(draw, value, column + 1) + _behind(draw)


def _properties(draw: Draw, value: Any, before: str = "") -> str:
    """Perhaps an anchor, a tag, or both."""
    kinds = {dict: "!!map ", list: "!!seq ", str: "!!str "}
    tag = draw(st.sampled_from(["", "", "", kinds.get(type(value), "")]))
    return before + draw(st.sampled_from(["", "", "", "&anchor "])) + tag


def _block(draw: Draw, value: Any, column: int, gap: int, *, in_list: bool) -> str:
    write = _block_mapping if isinstance(value, dict) else _block_list
    if in_list and draw(st.booleans()):
        return " " * gap + write(draw, value, column + 1 + gap, hangs=True)
    least = 0 if isinstance(value, list) and not in_list else 1
    return (
        _properties(draw, value, before=" ").rstrip(" ")
        + _behind(draw)
        + write(draw, value, column + draw(st.integers(least, 5)))
    )


def _literal(draw: Draw, value: str, column: int) -> str:
    body = value.rstrip("\n")
    chomping = {0: "-", 1: ""}.get(len(value) - len(body), "+")
    depth = draw(st.integers(1, 4))
    indicator = str(depth) if body.startswith(" ") or draw(st.booleans()) else ""
    lines = value.split("\n")[: -1 if value.endswith("\n") else None]
    return f" |{indicator}{chomping}\n" + "".join(" " * (column + depth) * bool(line) + line + "\n" for line in lines)


def _flow(draw: Draw, value: Any, column: int) -> str:
    if not isinstance(value, dict | list):
        return _scalar(draw, value)
    items = [_flow(draw, each, column) for each in value]
    if isinstance(value, dict):
        items = [f"{_scalar(draw, key)}: {_flow(draw, each, column)}" for key, each in value.items()]
    breaks = st.sampled_from(["", "", " ", f"\n{' ' * column}", f" # in it\n{' ' * (column + 4)}"])
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    inner = ",".join(f"{draw(breaks)}{item}{draw(breaks)}" for item in items)
    return f"{opening}{inner}{closing}"


def _scalar(draw: Draw, value: Any) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    if is_bare(value) and draw(st.booleans()):
        return value
    if value.isprintable() and draw(st.booleans()):
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=draw(st.booleans()))
