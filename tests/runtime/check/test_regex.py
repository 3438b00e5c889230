"""Regular expressions that mean the same everywhere."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.sql.safety.regex import PatternError, portable


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("[A-Z]{3}", "[A-Z]{3}"),
        (r"^\d{4}-\d\d$", r"[0-9]{4}\-[0-9][0-9]"),
        ("^a|b$", "(a|b)"),
        (r"\Aab\Z", "ab"),
        (".*", "[^\n]*"),
        (r"\D+", "[^0-9]+"),
        (r"[\w.-]+", r"[0-9A-Z_a-z\.\-]+"),
        ("(?P<x>a+)+?", "(a+)+"),
        ("(|a){,3}", "((|a)){0,3}"),
        (r"é\n[\]\\^-]", "é\n[\\]\\\\\\^\\-]"),
    ],
)
def test_expressions_are_written_anew(pattern: str, written: str) -> None:
    assert portable(pattern) == written


REFUSED = ["(?i)a", "(?s).", "(?i:a)", "a^b", "a$b", r"\bfoo", r"a\B", "(?=a)", "(?<!a)b", r"(a)\1", "(?>a)", "a++"]
REFUSED += ["a{300}", "(?:a{200}){10}", "[[:alpha:]]", "[a&&b]", r"[^\W]", r"[\D\s]", r"\x00", "(", "(^a$|b)c"]


@pytest.mark.parametrize("pattern", REFUSED)
def test_what_engines_disagree_on_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        portable(pattern)


ATOMS = st.sampled_from(
    ["a", "b", "[ab]", "[^a]", ".", r"\d", r"\w", r"\.", r"\\", "é", "-", r"\]", "[a-c0-2.]", r"\s"]
)
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({}|{})".format, inner, inner),
        st.builds("{}{}".format, inner, inner),
        st.builds("({}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "*?"])),
    ),
    max_leaves=6,
)
TEXTS = st.lists(st.text("ab0.-é\\] \n_Z", max_size=5), min_size=1, max_size=8)
DATABASE = duckdb.connect()


@given(PATTERNS, TEXTS)
def test_an_expression_matches_what_it_says(pattern: str, texts: list[str]) -> None:
    """Python reads these patterns as RE2 does, for these texts."""
    expected = [re.fullmatch(pattern, text, re.ASCII) is not None for text in texts]
    assert [re.fullmatch(portable(pattern), text) is not None for text in texts] == expected
    rows = DATABASE.execute("SELECT regexp_full_match(t, $1) FROM (SELECT unnest($2) AS t)", [portable(pattern), texts])
    assert [row[0] for row in rows.fetchall()] == expected
