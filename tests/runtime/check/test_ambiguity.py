"""Expressions that an engine which matches by trying would never be done with."""

from __future__ import annotations

import pytest

from opsgen.sql.safety.ambiguity import explodes

AMBIGUOUS = ["(a+)+", "(a*)*", "(a|aa)*", "(a?b?)*", "(a*b*)*", "(.*,)*x", r"(\w+\s?)*", "(a{1,3})*", "(x+x+)+y"]
AMBIGUOUS += [
    "([a-z]+-?)*",
    r"(([a-z])+.)+[A-Z]",
    "(?:a|b|ab)*",
    "((a|ab)(c|bc))*",
    "(a|[ab]c?)*",
    "(.{1,100})*",
    "(a((b?)?)+)+",
    "(x(|))*",
]

PLAIN = ["", "a+", "[A-Z]{3}", "(a|b)*", "(ab|ba)*", "(a{2})*", "([a-z]+-)*[a-z]+", "([^,]*,)*[^,]*", "(a?b)*", ".*x.*"]
PLAIN += [r"(\w+\s)*\w*", r"[\w.+-]+@[\w-]+\.[\w.]+", r"([a-z]{1,63}\.)+[a-z]{2,63}", "((a|b)(c|d))*", ".+@.+[.].+"]


@pytest.mark.parametrize("pattern", AMBIGUOUS)
def test_what_can_be_read_in_ever_more_ways_is_found(pattern: str) -> None:
    assert explodes(pattern)


@pytest.mark.parametrize("pattern", PLAIN)
def test_what_can_be_read_in_few_ways_is_left_alone(pattern: str) -> None:
    assert not explodes(pattern)
