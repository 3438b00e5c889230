"""The way back from a file's text to its bytes: what is not edited stays, whatever its line ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.source.edit.original import Original, TextEdit

LINES = st.lists(st.tuples(st.text("aé✈😀: #", max_size=6), st.sampled_from(["\n", "\r\n", "\r"])), max_size=8)
TEXTS = st.builds(
    lambda mark, lines, last: mark + "".join(text + end for text, end in lines) + last,
    st.sampled_from(["", "\ufeff"]),
    LINES,
    st.sampled_from(["", "z"]),
)


@given(TEXTS)
def test_nothing_edited_is_nothing_changed(text: str) -> None:
    data = text.encode()
    original = Original(data)
    assert original.spliced([]) == data
    at = [TextEdit(offset, offset, "") for offset in range(len(original.text) + 1)]
    assert original.spliced(at) == data


@given(TEXTS, st.data())
def test_an_edit_is_where_it_is_in_the_text(text: str, data: st.DataObject) -> None:
    original = Original(text.encode())
    offset = data.draw(st.integers(0, len(original.text)))
    edited = Original(original.spliced([TextEdit(offset, offset, "x")]))
    assert edited.text == f"{original.text[:offset]}x{original.text[offset:]}"


@pytest.mark.parametrize(
    ("data", "written"),
    [
        (b"a: 1\r\nb: 2\r\n", b"c: 3\r\nd: 4\r\n"),
        (b"a: 1\nb: 2\n", b"c: 3\nd: 4\n"),
        (b"\xef\xbb\xbfa: 1", b"\xef\xbb\xbfc: 3\nd: 4\n"),
    ],
)
def test_another_text_gets_the_line_ends_and_the_mark(data: bytes, written: bytes) -> None:
    assert Original(data).rewritten("c: 3\nd: 4\n") == written
