"""Edits of a file: what they leave as it is, and which of them are refused."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from opsgen.diagnostics.model import Edit, Span
from opsgen.source.edit.edited_file import EditedFile

if TYPE_CHECKING:
    from opsgen.source.edit.syntax import New


def edited(text: str, *edits: tuple[str, New]) -> str | None:
    """The text after edits, each of the first place where its words stand; None where they are refused."""
    draft = EditedFile(text.encode())
    steps = draft.plan(Edit(place(text, words), new) for words, new in edits)
    if steps is None or not draft.is_meant(steps):
        return None
    draft.steps += steps
    return draft.content().decode()


def place(text: str, words: str) -> Span:
    start = text.index(words)
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    end = start + len(words)
    return Span("x", line, column, text.count("\n", 0, end) + 1, end - text.rfind("\n", 0, end))


@pytest.mark.parametrize(
    ("text", "words", "new", "expected"),
    [
        ("a:  strng  # b\n", "strng", "string", "a:  string  # b\n"),
        ("a: 'strng'\n", "'strng'", "string", "a: 'string'\n"),
        ('a: "strng"\n', '"strng"', 'a "b"', 'a: "a \\"b\\""\n'),
        ("a: 'x'\n", "'x'", "it's", "a: 'it''s'\n"),
        ("a: {b: x}\n", "x", "c, d", 'a: {b: "c, d"}\n'),
        ("a: x\n", "x", "no", 'a: "no"\n'),
        ("a: x\n", "x", "2024-01-31", "a: 2024-01-31\n"),
        ('a: "3"\n', '"3"', 3, "a: 3\n"),
        ("a: yes\n", "yes", True, "a: true\n"),
        ("a: x # c\n", "x", ("x",), "a: [x] # c\n"),
        ("a: 'x y'\n", "'x y'", ("x", "y"), "a: ['x', 'y']\n"),
        ("ä: {b: 1}\n", "ä", "a", "a: {b: 1}\n"),
        ("planes.tialnum: x\n", "tialnum", "tailnum", "planes.tailnum: x\n"),
        ('a: "${var.lak}/x"\n', "lak", "lake", 'a: "${var.lake}/x"\n'),
        ("a: two\n  lines\n", "two\n  lines", "one", "a: one\n"),
    ],
)
def test_a_value_a_key_or_a_part_becomes_another(text: str, words: str, new: New, expected: str) -> None:
    assert edited(text, (words, new)) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("a: 1\nb: 2\nc: 3\n", "b", "a: 1\nc: 3\n"),
        ("a: 1\n# one\n# two\nb: 2  # behind\n# of c\nc: 3\n", "b", "a: 1\n# of c\nc: 3\n"),
        ("a: 1\n# apart\n\nb: 2\n", "b", "a: 1\n# apart\n\n"),
        ("a: 1\nb: 2", "b", "a: 1\n"),
        ("a: 1\nb:\n  c: |\n    x\n    y\nd: 4\n", "b", "a: 1\nd: 4\n"),
        ("a:\n  - x: 1\n    y: 2\n  # second\n  - z: 3\n", "z: 3", "a:\n  - x: 1\n    y: 2\n"),
        ("a:\n- one\n-   two # t\n- three\n", "two", "a:\n- one\n- three\n"),
        ("a: [x, y, z]\n", "y", "a: [x, z]\n"),
        ("a: [x, y , z ]\n", "z", "a: [x, y ]\n"),
        ("a: {b: 1, c: {d: 2}, e: 3}\n", "c", "a: {b: 1, e: 3}\n"),
        ("a: {b: 1, c: 2}\n", "b", "a: {c: 2}\n"),
    ],
)
def test_an_entry_or_an_item_goes_with_its_comments(text: str, words: str, expected: str) -> None:
    assert edited(text, (words, None)) == expected


@pytest.mark.parametrize(
    ("text", "words", "new"),
    [
        pytest.param("a: &x strng\nb: *x\n", "&x strng", "string", id="an anchored value"),
        pytest.param("a: !!str strng\n", "!!str strng", "string", id="a tagged value"),
        pytest.param("a: |\n  strng\n", "|\n  strng", "string", id="a block"),
        pytest.param("a: [x]\n", "x", None, id="the only item"),
        pytest.param("a:\n  b: 1\nc: 2\n", "b", None, id="the only entry"),
        pytest.param("- a: 1\n  b: 2\n- c\n", "a", None, id="the entry behind a dash"),
        pytest.param("- - a\n  - b\n", "a", None, id="the item behind a dash"),
        pytest.param("a: [x, # of x or y\n  y, z]\n", "y", None, id="an item beside a comment"),
        pytest.param("a: 1\nb: 2\n", "b", "a", id="a key that is there"),
        pytest.param("a: {b: c}\n", "{b: c}", "d", id="a mapping"),
        pytest.param('a: "x\\u0041y"\n', "u00", "v", id="a part of an escape"),
    ],
)
def test_what_would_change_more_is_refused(text: str, words: str, new: New) -> None:
    assert edited(text, (words, new)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1  # x\nb: 2\n", "a: 1\nb: 2\n"),
        ("a: 1\n  # x\nb: 2\n", "a: 1\nb: 2\n"),
        ("# x\na: 1\n", "a: 1\n"),
        ("a: 1\n# x", "a: 1\n"),
        ("a: [1, # x\n  2]\n", "a: [1,\n  2]\n"),
        ("a: '\n  # x\n  '\n", None),
        ("a: |\n  # x\n", None),
    ],
)
def test_a_comment_goes_and_text_that_looks_like_one_stays(text: str, expected: str | None) -> None:
    assert edited(text, ("# x", None)) == expected


def test_edits_of_the_same_text_are_refused() -> None:
    assert edited("a: [x, y]\nb: 1\n", ("x", "z"), ("x", "v")) is None
    assert edited("a: {b: x, c: y}\nd: 1\n", ("a", None), ("x", "z")) is None


def test_two_values_change_places() -> None:
    assert edited("a: {min: 3, max: 1}\n", ("3", 1), ("1", 3)) == "a: {min: 1, max: 3}\n"


def test_an_alias_becomes_a_value_and_its_anchor_stays() -> None:
    assert edited("a: &x yes\nb: *x\n", ("*x", True)) == "a: &x yes\nb: true\n"


def test_the_line_ends_of_the_file_stay() -> None:
    text = dedent("""\
        a: 1\r
        b: é, 2\r
        c: 3\r
        """)
    draft = EditedFile(text.encode())
    steps = draft.plan([Edit(Span("x", 2, 4, 2, 8), "x"), Edit(Span("x", 3, 1, 3, 2), None)])
    assert steps is not None
    draft.steps += steps
    assert draft.content() == b"a: 1\r\nb: x\r\n"
