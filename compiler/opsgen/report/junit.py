"""JUnit XML, which CI systems show as tests: the one writer of it. A report supplies the suites and their cases.

The format has no official schema. Jenkins, GitLab and GitHub actions read the elements and attributes that are
written here; a warning is a passed case with a `system-out`, since JUnit has no warnings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Problem(NamedTuple):
    """A `failure` (the rule failed) or an `error` (the rule could not be evaluated)."""

    element: str
    type: str
    message: str
    text: str | None = None


class Case(NamedTuple):
    """One test case. It passes if it has no problem."""

    classname: str
    name: str
    problem: Problem | None = None
    output: str | None = None
    """Text of a case that passes with a warning."""
    attributes: Mapping[str, str] = {}


class Suite(NamedTuple):
    """Test cases that belong together."""

    name: str
    cases: Sequence[Case]
    attributes: Mapping[str, str] = {}


def document(name: str, suites: Iterable[Suite], attributes: Mapping[str, str] | None = None) -> str:
    """Return the document, with the counts that each suite must have."""
    root = _element("testsuites", {"name": name, **(attributes or {})})
    root.extend(map(_suite, suites))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def duration(seconds: float) -> str:
    """Format a duration as JUnit requires, in seconds."""
    return f"{seconds:.3f}"


def _suite(suite: Suite) -> ET.Element:
    problems = [case.problem.element for case in suite.cases if case.problem is not None]
    counts = {
        "tests": len(suite.cases),
        "failures": problems.count("failure"),
        "errors": problems.count("error"),
        "skipped": 0,
    }
    texts = {key: str(count) for key, count in counts.items()}
    made = _element("testsuite", {"name": suite.name, **texts, **suite.attributes})
    made.extend(map(_case, suite.cases))
    return made


def _case(case: Case) -> ET.Element:
    made = _element("testcase", {"classname": case.classname, "name": case.name, **case.attributes})
    if case.problem is not None:
        problem = _element(case.problem.element, {"type": case.problem.type, "message": case.problem.message})
        problem.text = _text(case.problem.text)
        made.append(problem)
    if case.output is not None:
        output = ET.SubElement(made, "system-out")
        output.text = _text(case.output)
    return made


# ElementTree escapes markup but writes control characters as they are, and XML 1.0 forbids most of them. A document
# with one of them is rejected as a whole, so every text is made visible here, whoever supplied it.
def _element(tag: str, attributes: Mapping[str, str]) -> ET.Element:
    return ET.Element(tag, {key: visible(value) for key, value in attributes.items()})


def _text(text: str | None) -> str | None:
    return None if text is None else visible(text, keep="\n")
