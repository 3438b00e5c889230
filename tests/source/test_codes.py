"""The pages say what is true: their examples are refused with their code, and what they advise is not."""

from __future__ import annotations

import re
import textwrap

import pytest

from opsgen.source.codes import CODES
from source.specs import loaded

EXAMPLE = re.compile(r"^Example[^\n]*:\n\n((?: {4}[^\n]*\n)+)", re.MULTILINE)
ADVICE = re.compile(r"^Use instead[^\n]*:\n\n((?: {4}[^\n]*\n)+)", re.MULTILINE)
# Their examples are about files, or too short to meet a limit.
OF_FILES = {code.code for code in CODES if code.code < "SRC106" or code.code >= "SRC132"}
SHORTENED = {"SRC128", "SRC129"}
OF_TEXT = [code for code in CODES if code.code not in OF_FILES | SHORTENED]


def codes_of(text: str) -> set[str]:
    return {each.code for each in loaded(textwrap.dedent(text)).diagnostics}


@pytest.mark.parametrize("code", OF_TEXT, ids=[code.name for code in OF_TEXT])
def test_the_example_of_a_page_is_refused_and_its_advice_is_not(code):
    if code.name != "not-mergeable":
        assert codes_of(ADVICE.search(code.page)[1]) == set()
    assert codes_of(EXAMPLE.search(code.page)[1]) == {code.code}


@pytest.mark.parametrize("code", CODES, ids=[code.name for code in CODES])
def test_a_page_says_what_why_and_what_to_do(code):
    summary, *paragraphs = code.page.split("\n\n")
    assert re.fullmatch(r"[A-Z][^\n]*\.", summary)
    assert [paragraph for paragraph in paragraphs if paragraph.startswith("Why: ")]
    assert EXAMPLE.search(code.page)
    assert "\nUse instead" in code.page
    assert 8 <= len(code.page.splitlines()) <= 22
    assert code.page.isascii() or code.name in ("not-utf-8", "mixed-scripts")


def test_codes_and_names_are_unique_and_of_the_family():
    assert len({code.code for code in CODES}) == len({code.name for code in CODES}) == len(CODES)
    assert all(re.fullmatch(r"SRC1\d\d", code.code) for code in CODES)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.name) for code in CODES)
    assert [code.code for code in CODES] == sorted(code.code for code in CODES)
