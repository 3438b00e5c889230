from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.diagnostics.model import Diagnostic, Related, Severity, Span
from opsgen.report.lint.excerpt import MARGIN, WIDEST, Excerpt
from opsgen.report.lint.text import MOST_RELATED, TextReport, summary
from opsgen.terminal.color import Colors
from opsgen.terminal.escape import named, visible, width

LINES = ["datasets:", "  flights:", "    tags: [gold, 飛行, gold]", "\tx: 1", "    password: hunter2", ""]
HERE = Span("opsgen.yaml", 3, 12, 3, 16)


def report(*, colours: bool = False, lines: list[str] | None = None) -> TextReport:
    return TextReport(
        lambda file: (LINES if lines is None else lines) if file == "opsgen.yaml" else [], Colors(colours)
    )


def diagnostic(span: Span | None = HERE, message: str = "something is wrong", *help_: str) -> Diagnostic:
    return Diagnostic("LNG101", Severity.ERROR, message, span, help_)


def test_a_diagnostic_has_its_place_its_line_and_its_help() -> None:
    shown = report().show(diagnostic(HERE, "this tag is wrong", "leave it out", "or another one"))
    assert shown == (
        "opsgen.yaml:3:12: error[LNG101]: this tag is wrong\n"
        "3 |     tags: [gold, 飛行, gold]\n"
        "  |            ^^^^\n"
        "  = leave it out\n"
        "  = or another one\n"
    )


def test_related_places_are_shown_in_one_gutter() -> None:
    related = Related(Span("opsgen.yaml", 12, 1, 12, 2), "and this")
    shown = report(lines=["a"] * 20).show(diagnostic(Span("opsgen.yaml", 2, 1, 2, 2))._replace(related=(related,)))
    assert shown.splitlines()[1:] == [" 2 | a", "   | ^", "   --> opsgen.yaml:12:1", "12 | a", "   | ^ and this"]


def test_of_many_related_places_the_rest_is_counted() -> None:
    related = tuple(Related(HERE, f"number {number}") for number in range(MOST_RELATED + 3))
    shown = report().show(diagnostic()._replace(related=related))
    assert f"number {MOST_RELATED - 1}" in shown
    assert f"number {MOST_RELATED}" not in shown
    assert "--> and 3 more" in shown


def test_wide_characters_take_two_columns() -> None:
    shown = report().show(diagnostic(Span("opsgen.yaml", 3, 18, 3, 20)))
    assert shown.splitlines()[2] == "  |                  ^^^^"


@pytest.mark.parametrize("text", ["e\u0301e\u0301", "a\u20dd", "ش\u0651"])
def test_marks_upon_characters_take_none(text: str) -> None:
    line = f"{text}: here"
    shown = report(lines=[line]).show(diagnostic(Span("opsgen.yaml", 1, len(line) - 3, 1, len(line) + 1)))
    letters = sum(char.isalpha() for char in text)
    assert shown.splitlines()[2] == f"  | {' ' * letters}  ^^^^"


def test_a_tab_takes_one() -> None:
    assert report().show(diagnostic(Span("opsgen.yaml", 4, 2, 4, 3))).splitlines()[1:] == ["4 |  x: 1", "  |  ^"]


def test_of_several_lines_the_first_is_marked_to_its_end() -> None:
    shown = report().show(diagnostic(Span("opsgen.yaml", 1, 1, 3, 5)))
    assert shown.splitlines()[1:] == ["1 | datasets:", "  | ^^^^^^^^^"]


def test_what_ends_where_it_begins_is_marked_by_one_character() -> None:
    shown = report().show(diagnostic(Span("opsgen.yaml", 6, 1, 6, 1)))
    assert shown.splitlines()[1:] == ["6 | ", "  | ^"]


@pytest.mark.parametrize("span", [Span("opsgen.yaml", 7, 1, 7, 1), Span("gone.yaml", 1, 1, 1, 1)])
def test_a_line_that_is_not_there_is_not_shown(span: Span) -> None:
    assert len(report().show(diagnostic(span)).splitlines()) == 1


def test_without_a_place_there_is_the_message() -> None:
    assert report().show(diagnostic(None)) == "error[LNG101]: something is wrong\n"


def test_a_long_line_is_cut_around_what_is_marked() -> None:
    line = "x " * 500 + "HERE" + " y" * 500
    shown = report(lines=[line]).show(diagnostic(Span("opsgen.yaml", 1, 1001, 1, 1005))).splitlines()
    assert len(shown[1]) <= WIDEST + 4
    start = shown[2].index("^")
    assert shown[1][start : start + 4] == "HERE"
    assert shown[2].count("^") == 4


def test_no_secret_is_shown_at_the_place_nor_beside_it() -> None:
    span = Span("opsgen.yaml", 5, 15, 5, 22)
    related = (Related(Span("opsgen.yaml", 5, 5, 5, 13), "its key"),)
    shown = report().show(diagnostic(span, "`password` is hunter2")._replace(related=related, secret=True))
    excerpts = [line for line in shown.splitlines() if line.startswith("5 | ")]
    assert excerpts == ["5 |     password: *******"] * 2


def test_a_secret_over_several_lines_is_shown_on_none() -> None:
    lines = ["kubeconfig: |", "  token", "  more"]
    secret = diagnostic(Span("opsgen.yaml", 1, 13, 3, 7))._replace(secret=True)
    related = Related(Span("opsgen.yaml", 2, 3, 2, 8), "here")
    shown = report(lines=lines).show(secret._replace(related=(related,)))
    assert "token" not in shown
    assert "more" not in shown


@pytest.mark.parametrize("offset", range(0, 2 * WIDEST, 7))
def test_no_part_of_a_credential_is_shown_at_the_edge_of_a_long_line(offset: int) -> None:
    token = "ghp_" + "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX"
    assert len(token) < MARGIN
    line = " " * 300 + token + " " * 600
    excerpt = Excerpt.of(Span("opsgen.yaml", 1, 201 + offset, 1, 202 + offset), [line])
    assert excerpt is not None
    assert not set(excerpt.text) - {" ", "*"}


def test_credentials_in_messages_and_help_are_masked() -> None:
    secret = "https://me:hunter2@example.com"  # noqa: S105
    assert "hunter2" not in report().show(diagnostic(HERE, f"`{secret}` is wrong", f"not {secret}"))


@given(st.text(), st.text(), st.integers(1, 200), st.integers(1, 200))
def test_nothing_that_a_terminal_obeys_is_printed(line: str, message: str, start: int, length: int) -> None:
    lines = [line.replace("\n", "")]
    span = Span("opsgen.yaml", 1, min(start, len(lines[0]) + 1), 1, start + length)
    related = (Related(span, message),)
    shown = report(lines=lines).show(diagnostic(span, message, message)._replace(related=related))
    assert all(char.isprintable() or char == "\n" for char in shown)
    assert "^" in shown.splitlines()[2]


def test_colours_are_only_added() -> None:
    plain, painted = report().show(diagnostic()), report(colours=True).show(diagnostic())
    assert "\x1b[" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain


@pytest.mark.parametrize(
    ("severities", "words"),
    [("", ""), ("e", "1 error"), ("ee", "2 errors"), ("w", "1 warning"), ("ewew", "2 errors and 2 warnings")],
)
def test_the_summary_counts(severities: str, words: str) -> None:
    kinds = {"e": Severity.ERROR, "w": Severity.WARNING}
    assert summary([diagnostic()._replace(severity=kinds[each]) for each in severities]) == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [("plain ä 飛", "plain ä 飛"), ("\x1b[31m", "\\u{001B}[31m"), ("a\u202eb", "a\\u{202E}b"), ("a\nb", "a\\u{000A}b")],
)
def test_what_does_not_show_itself_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_width_counts_columns() -> None:
    assert (width("abc"), width("飛行"), width("ä"), width("a\u0308"), width("❤\ufe0f")) == (3, 4, 1, 1, 2)


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("specs/a b.yaml", "specs/a b.yaml"),
        ("a\n::error::b/x.yaml", "a\\u{000A}::error::b/x.yaml"),
        ("::error::a/x.yaml", "./::error::a/x.yaml"),
        (" ::error::a/x.yaml", "./ ::error::a/x.yaml"),
        ("Users/JaneRoe/Documents/MachineLearningPlatform/Pipelines/FlightDelays/opsgen.yaml",) * 2,
        ("ghp_" + "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX/x.yaml", "*" * 40 + "/x.yaml"),
    ],
)
def test_a_file_is_named_such_that_nothing_obeys_it(file: str, shown: str) -> None:
    assert named(file) == shown
