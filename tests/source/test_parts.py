"""Parts of scalars that are written in another way than they read."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as DoubleQuoted
from ruamel.yaml.scalarstring import FoldedScalarString as Folded
from ruamel.yaml.scalarstring import LiteralScalarString as Literal
from ruamel.yaml.scalarstring import PlainScalarString, ScalarString
from ruamel.yaml.scalarstring import SingleQuotedScalarString as SingleQuoted

from opsgen.diagnostics.model import Place
from opsgen.source.parts import locate
from source.specs import loaded, written_at

WORDS = st.lists(st.sampled_from(["a", "it's", "é", "from", "x", '"y"', ">", "|", "--", "#", "{"]), min_size=1)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("|\n  a b\n    c\n", "a b\n  c\n"),
        ("|2-\n    a\n   c", "  a\n c"),
        (">- # comment\n  a\n  c\n\n  d", "a c\nd"),
        ("&x |\n  a c\n", "a c\n"),
        ("!!str\n  a c", "a c"),
        ("a\n    c", "a c"),
        ("'it''s\n    c'", "it's c"),
        ('"a \\"c\\" \\\\ \\\n   d\\tc"', 'a "c" \\ d\tc'),
    ],
)
def test_every_character_is_found(written: str, value: str) -> None:
    for index, character in enumerate(value):
        if not character.isspace():
            found = locate(written, value, (index, index + 1))
            assert found is not None
            assert written[slice(*found)] in (character, f"\\{character}", character * 2)


@pytest.mark.parametrize(
    ("written", "value", "part"),
    [("*alias", "select", (0, 3)), ('"\\x41b"', "Ab", (1, 2)), ("|\n  a b\n", "a b\n", (1, 2)), ("", "", (0, 0))],
)
def test_what_cannot_be_followed_is_not_guessed(written: str, value: str, part: tuple[int, int]) -> None:
    assert locate(written, value, part) is None


@pytest.mark.parametrize("style", [PlainScalarString, SingleQuoted, DoubleQuoted, Literal, Folded])
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_a_word_is_found_in_each_style(style: type[ScalarString], lines: list[list[str]]) -> None:
    text = "\n".join(" ".join(f"w{word}{number}" for number, word in enumerate(line)) for line in lines)
    yaml, stream = YAML(), StringIO()
    yaml.width = 20
    yaml.dump({"key": {"sql": style(text)}}, stream)
    tree = loaded(stream.getvalue()).tree
    assert tree is not None
    value = tree.value["key"]["sql"]
    for word in re.finditer(r"\S+", value):
        written = written_at(tree, Place(("key", "sql"), part=word.span()))
        written = re.sub(r"\\\n\s*", "", written)  # a word may be cut at the end of a line in double quotes
        assert word[0] in (written, written.replace("''", "'"), written.replace('\\"', '"'))
