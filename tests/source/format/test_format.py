"""The canonical layout: it says the same, keeps every comment, and is left as it is the second time."""

from __future__ import annotations

import contextlib
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings

from opsgen.source.edit.original import Original
from opsgen.source.edit.syntax import meaning, syntax
from opsgen.source.format import DifferentError, UnreadableError, formatted
from opsgen.source.format.token import comments
from source.format.texts import texts

ROOT = Path(__file__).parents[3]
FILES = sorted([*(ROOT / "tests" / "checks").rglob("*.yaml"), *(ROOT / "examples").rglob("opsgen.yaml")])


def laid_out(text: str) -> str:
    return formatted(dedent(text).encode(), "opsgen.yaml").decode()


def assert_canonical(data: bytes) -> None:
    new = formatted(data, "opsgen.yaml")
    before, after = Original(data).text, Original(new).text
    assert meaning(syntax(after)) == meaning(syntax(before))
    assert comments(after, syntax(after)) == comments(before, syntax(before))
    assert formatted(new, "opsgen.yaml") == new


@settings(max_examples=150)
@given(texts())
def test_any_layout_becomes_a_canonical_one(text: str) -> None:
    assert_canonical(text.encode())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_so_does_every_spec_of_the_tests_that_can_be_read(file: Path) -> None:
    with contextlib.suppress(UnreadableError):
        assert_canonical(file.read_bytes())


@pytest.mark.parametrize("file", sorted((ROOT / "examples").glob("*/opsgen.yaml")), ids=lambda file: file.parent.name)
def test_the_examples_are_laid_out(file: Path) -> None:
    assert formatted(file.read_bytes(), file.name) == file.read_bytes()


def test_what_is_part_of_something_stands_two_columns_deeper() -> None:
    text = """\
        teams:
            ml: {}
        datasets:
          flights:
              quality:
              - row_count:
                    min: 1
                severity: warn
              -   - deep
                  - deeper
        """
    assert laid_out(text) == dedent("""\
        teams:
          ml: {}

        datasets:
          flights:
            quality:
              - row_count:
                  min: 1
                severity: warn
              - - deep
                - deeper
        """)


def test_one_space_stands_between_words() -> None:
    text = """\
        project :   { "name":  flights ,owner:ml, tags: [ a,b ] , none: [ ] }
        teams:   {ml: {}  , data: &d {email: x}, other: *d }
        """
    assert laid_out(text) == dedent("""\
        project: {name: flights, owner:ml, tags: [a, b], none: []}
        teams: {ml: {}, data: &d {email: x}, other: *d}
        """)


def test_what_is_left_out_keeps_its_sign_and_its_anchor_apart() -> None:
    text = """\
        a: {b:  , c:   }
        d: &d
        e: { *d :  !x  , f: &f   }
        g:
            &g
        h:  &1024Mi:[
        """
    assert laid_out(text) == dedent("""\
        a: {b: , c: }
        d: &d
        e: {*d : !x , f: &f }

        g:
          &g

        h: &1024Mi :[
        """)


@pytest.mark.parametrize("text", ["a: &a", "a: &a\n", "a: !x ", "k:\n  - &a", "{&a}", "&a:", "a: &1024Mi:["])
def test_files_that_end_with_an_anchor_or_a_tag_are_laid_out_once(text: str) -> None:
    assert_canonical(text.encode())


def test_brackets_keep_their_lines() -> None:
    text = """\
        project: {
            name: flights,   # its name
              tags: [a,
              b],
          # the end
          }
        """
    assert laid_out(text) == dedent("""\
        project: {
          name: flights,   # its name
          tags: [a,
            b],
          # the end
        }
        """)


def test_quotes_stay_where_they_mean_something_or_hold_a_sentence() -> None:
    text = """\
        a: "word"
        'b': 'a sentence'
        c: "3"
        d: 'no'
        e: "10m"
        f: "0 4 * * *"
        g: ""
        h: "${var.x}"
        i: [ '-m', "x:y", '#1' ]
        """
    assert laid_out(text) == dedent("""\
        a: word
        b: 'a sentence'
        c: "3"
        d: 'no'
        e: 10m
        f: "0 4 * * *"
        g: ""
        h: "${var.x}"
        i: [-m, "x:y", '#1']
        """)


def test_comments_stand_with_what_they_are_about() -> None:
    text = """\
        # the file
        teams:
            # a team
            ml: {}       # behind
              # below it
        # the next section
        datasets:
            flights:
                quality:
                - mean: {}
                # after the list
                columns: {}
            # the end of datasets
        """
    assert laid_out(text) == dedent("""\
        # the file
        teams:
          # a team
          ml: {}       # behind
          # below it

        # the next section
        datasets:
          flights:
            quality:
              - mean: {}
            # after the list
            columns: {}
          # the end of datasets
        """)


def test_comments_that_stand_in_one_column_stay_in_one() -> None:
    text = """\
        project:
            name:   a     # one
            owner: "bcd"  # two
        """
    assert laid_out(text) == dedent("""\
        project:
          name: a       # one
          owner: bcd    # two
        """)


def test_blank_lines_are_one_and_part_sections_of_several_lines() -> None:
    text = "\n\nversion: 1\nproject: {}\nteams:\n  ml: {}\n\n\n  data: {}\nmodels: {}\n\n\n"
    assert laid_out(text) == "version: 1\nproject: {}\n\nteams:\n  ml: {}\n\n  data: {}\n\nmodels: {}\n"


def test_text_of_several_lines_moves_as_a_whole() -> None:
    text = """\
        a:
            literal: |
                  one
                    two

            kept: |+
              three

            folded: >2-
                four
               five
            plain: six
                 seven
            quoted: "eight

              nine"
        """
    assert laid_out(text) == dedent("""\
        a:
          literal: |
            one
              two

          kept: |+
            three

          folded: >2-
              four
             five
          plain: six
            seven
          quoted: "eight

            nine"
        """)


def test_space_at_the_ends_of_lines_goes_where_it_is_no_text() -> None:
    assert laid_out("a: b  \t\nc: |\n  d  \ne:\t1  # f  ") == "a: b\n\nc: |\n  d  \n\ne: 1  # f\n"


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    assert formatted(b"\xef\xbb\xbfa:  1\r\nb: 2", "x") == b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"


def test_a_spec_with_mistakes_is_laid_out_too() -> None:
    assert laid_out("a:  1\na:   2\n1: x\nb: !unknown 3\nc: *gone\n") == "a: 1\na: 2\n1: x\nb: !unknown 3\nc: *gone\n"


@pytest.mark.parametrize("text", ["a: [1\n", "a: 1\n---\nb: 2\n", "", "- a\n", "a: \0\n"])
def test_what_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(UnreadableError):
        laid_out(text)


def test_what_has_no_known_layout_is_left() -> None:
    with pytest.raises(DifferentError):
        laid_out("x:\n    ? a\n    : b\n")
