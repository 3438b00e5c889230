"""The public YAML test suite, read by both parsers: `nox -s yaml-suite` fetches it.

A valid document must give the structure and the text that the suite expects, and an invalid one must be refused. What
opsgen refuses although YAML allows it is listed below, each with its reason.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from opsgen.source.parse import compose
from opsgen.source.read import decode
from opsgen.source.scalars import plain
from opsgen.source.text import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REFUSED = {
    "a key is text: lists, mappings and nothing are no keys": (
        "2JQS/0 4FJ6/0 6BFJ/0 6M2F/0 6PBE/0 9MMW/0 CFD4/0 DFF7/0 FH7J/0 FRK4/0 KK5P/0 LX3P/0 M2N8/0 M2N8/1 M5DY/0 "
        "NHX8/0 NKF9/0 PW8X/0 Q9WF/0 RZP5/0 S3PD/0 SBG9/0 SM9W/1 UKK6/0 V9D5/0 X38W/0 XW4D/0"
    ),
    "tags: a value's type shows in how it is written, so only those of the core schema exist": (
        "2XXW/0 52DL/0 565N/0 5TYM/0 6CK3/0 6WLZ/0 7FWL/0 8MK2/0 9WXW/0 C4HZ/0 CC74/0 CUP7/0 J7PZ/0 M5C3/0 P76L/0 "
        "S4JQ/0 UGM3/0 UKK6/2 WZ62/0 Z67P/0 Z9M4/0"
    ),
    "a file holds one document: readers differ in what they do with more": (
        "35KP/0 6XDY/0 6ZKB/0 7Z25/0 9DXL/0 9KAX/0 JHB9/0 KSS4/0 L383/0 M7A3/0 PUW8/0 RZT7/0 U9NS/0 UT92/0 W4TN/0"
    ),
    "directives: a spec is YAML 1.2, and other directives mean nothing": (
        "2LFX/0 6LVF/0 BEC7/0 MUS6/2 MUS6/3 MUS6/4 MUS6/5 MUS6/6"
    ),
    "the name of an anchor is letters, digits, `-` and `_`, so that it is clear where it ends": (
        "2SXE/0 8XYN/0 W5VH/0 Y2GN/0"
    ),
    "a tab where a line is indented, or between two indicators: editors disagree on its width": (
        "6BCT/0 6CA3/0 A2M4/0 DK95/0 DK95/3 DK95/4 Q5MG/0 R4YG/0 Y79Y/10"
    ),
    "a key inside brackets and its `:` are on one line, as everywhere else": (
        "4MUZ/0 4MUZ/1 4MUZ/2 5MUD/0 9SA2/0 K3WX/0 NJ66/0 VJP3/1"
    ),
    "a space follows the `:` of a key without quotes: `a:,` is read as text by some": "4ABK/0",
    "control characters have no place in a spec, nor as escapes": "G4RS/0",
    "a document's end without a document": "HWV9/0 QT73/0",
    "text as root that is not indented: a spec is a mapping": "DK3J/0 FP8R/0",
}


class Case(NamedTuple):
    name: str
    text: str
    is_valid: bool
    tree: str


def cases(file: Path) -> Iterator[Case]:
    """All cases; one without a tree has that of the one before in its file."""
    for test in json.loads(file.read_text(encoding="utf-8")):
        known: dict[str, Any] = {}
        for number, case in enumerate(test["cases"]):
            known = case if case.get("fail") else {"tree": known.get("tree", ""), **case}
            name, is_valid = f"{test['id']}/{number}", not case.get("fail")
            yield Case(name, case["yaml"], is_valid, known.get("tree", ""))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", list(cases(metafunc.config.getoption("--yaml-suite"))), ids=lambda case: case.name)


@pytest.mark.parametrize("pure", [False, True], ids=["by C", "by Python"])
def test_each_document_is_read_or_refused_as_it_should_be(case: Case, pure: bool) -> None:
    value, codes = read(case.text, pure=pure)
    is_refused = any(case.name in names.split() for names in REFUSED.values())
    if not case.is_valid or is_refused:
        assert codes
        return
    assert codes == []
    assert repr(value) == repr(expected(case.tree))


def test_the_suite_is_whole_and_the_list_of_refusals_is_part_of_it(pytestconfig: pytest.Config) -> None:
    known = {case.name: case for case in cases(pytestconfig.getoption("--yaml-suite"))}
    listed = [name for names in REFUSED.values() for name in names.split()]
    assert len(known) == 402
    assert len(listed) == len(set(listed))
    assert all(known[name].is_valid for name in listed)


def read(text: str, *, pure: bool) -> tuple[Any, list[str]]:
    """What a parser makes of a document, and the codes of what is wrong with it."""
    try:
        problems = decode(text.encode(), "case.yaml")
        document = compose(problems, pure=pure)
    except FileError as error:
        return None, [error.diagnostic.code]
    return document.value if document else None, [each.code for each in problems.found]


def expected(tree: str) -> Any:
    """The value of the suite's notation for events, where there is one document or none."""
    anchors: dict[str, Any] = {}
    stack: list[list[Any]] = [[]]
    for line in tree.split("\n"):
        sign, _, rest = line.lstrip(" ").partition(" ")
        if sign in ("+MAP", "+SEQ"):
            stack.append([sign, rest])
        elif sign in ("-MAP", "-SEQ"):
            kind, properties, *items = stack.pop()
            value = dict(zip(items[::2], items[1::2], strict=True)) if kind == "+MAP" else items
            stack[-1].append(_anchored(anchors, properties, value))
        elif sign == "=ALI":
            stack[-1].append(anchors[rest.removeprefix("*")])
        elif sign == "=VAL":
            stack[-1].append(_scalar(anchors, rest))
    return stack[0][0] if stack[0] else None


def _scalar(anchors: dict[str, Any], written: str) -> Any:
    found = re.fullmatch(r"(?P<anchor>&\S+ )?(?:<(?P<tag>[^>]*)> )?(?P<style>[:'\"|>])(?P<text>.*)", written)
    assert found is not None
    escapes = {"\\\\": "\\", "\\n": "\n", "\\t": "\t", "\\r": "\r", "\\b": "\b"}
    text = re.sub(r"\\.", lambda match: escapes[match[0]], found["text"])
    is_plain = found["style"] == ":" and not (found["tag"] or "").endswith(":str")
    return _anchored(anchors, found["anchor"] or "", plain(text) if is_plain else text)


def _anchored(anchors: dict[str, Any], properties: str, value: Any) -> Any:
    if anchor := re.search(r"&(\S+)", properties):
        anchors[anchor[1]] = value
    return value
