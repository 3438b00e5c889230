"""The writer of JUnit XML."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from opsgen.report.junit import Case, Problem, Suite, document


def test_a_suite_counts_its_cases() -> None:
    cases = [
        Case("c", "fails", Problem("failure", "kind", "too many", "line 1\nline 2")),
        Case("c", "cannot run", Problem("error", "kind", "no data")),
        Case("c", "warns", output="warning: few"),
        Case("c", "passes", attributes={"time": "0.500"}),
    ]
    assert document("opsgen", [Suite("s", cases, {"time": "1.000"})], {"time": "2.000"}).splitlines() == [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<testsuites name="opsgen" time="2.000">',
        '  <testsuite name="s" tests="4" failures="1" errors="1" skipped="0" time="1.000">',
        '    <testcase classname="c" name="fails">',
        '      <failure type="kind" message="too many">line 1',
        "line 2</failure>",
        "    </testcase>",
        '    <testcase classname="c" name="cannot run">',
        '      <error type="kind" message="no data" />',
        "    </testcase>",
        '    <testcase classname="c" name="warns">',
        "      <system-out>warning: few</system-out>",
        "    </testcase>",
        '    <testcase classname="c" name="passes" time="0.500" />',
        "  </testsuite>",
        "</testsuites>",
    ]


@given(text=st.text(max_size=40))
def test_no_text_breaks_the_document(text: str) -> None:
    case = Case(text, text, Problem("failure", text, text, text), text, {"file": text})
    shown = document(text, [Suite(text, [case], {"file": text})], {"id": text})
    assert all(character.isprintable() for character in shown.replace("\n", ""))
    (suite,) = ET.fromstring(shown)  # noqa: S314
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")
