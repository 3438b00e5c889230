"""The forms of a report."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from opsgen.render.resources import read_text
from opsgen.report.formats import show
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.gate.result import GateOutcome, GateResult
from opsgen.terminal.color import Colors

PLAIN = Colors(on=False)
WORSE = "at most 0.01 worse than the champion's 0.7"


@pytest.fixture
def result() -> GateResult:
    """One gate with each outcome."""
    verdicts = (
        GateOutcome("roc_auc", "error", Outcome.PASS, "0.68", "at least 0.62", value=0.68),
        GateOutcome("roc_auc", "error", Outcome.FAIL, "0.68", WORSE, "champion", None, None, 0.68, 0.7, "0.02 worse"),
        GateOutcome(
            "f1", "warn", Outcome.WARN, "0.4", "at least 0.5", None, "origin", "J\x1bFK", 0.4, None, "0.1 too low"
        ),
        GateOutcome("f2", "error", Outcome.ERROR, "could not be evaluated", "at most 1", message="there is no `f2`"),
    )
    return GateResult("1.0", "flights", "dev", "delay", "m.json", "version 3 of x", Outcome.ERROR, verdicts)


def test_people_see_a_table(result: GateResult) -> None:
    assert show("gate", "text", result, PLAIN).splitlines() == [
        "delay  m.json  compared with version 3 of x",
        "         gate                      found                   limit",
        "  pass   roc_auc                   0.68                    at least 0.62",
        f"  fail   roc_auc                   0.68                    {WORSE}",
        "         0.02 worse",
        "  warn   f1 of origin J\\u{001B}FK  0.4                     at least 0.5",
        "         0.1 too low",
        "  error  f2                        could not be evaluated  at most 1",
        "         there is no `f2`",
        "  4 gates: 1 passed, 1 warned, 1 failed, 1 could not be evaluated",
    ]
    assert "\x1b[32mpass " in show("gate", "text", result, Colors(on=True))


def test_a_model_without_gates_is_a_short_table() -> None:
    empty = GateResult("1.0", "flights", "dev", "delay", "m.json", None, Outcome.PASS, ())
    assert show("gate", "text", empty, PLAIN) == "delay  m.json\n  no gates\n"


def test_the_json_is_what_its_published_schema_says(result: GateResult) -> None:
    schema = json.loads(read_text("schemas/gate-result.schema.json"))
    document = json.loads(show("gate", "json", result, PLAIN))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema, jsonschema.Draft202012Validator)
    assert [gate["outcome"] for gate in document["gates"]] == ["pass", "fail", "warn", "error"]
    assert (document["outcome"], document["gates"][1]["champion_value"]) == ("error", 0.7)


def test_junit_counts_what_failed(result: GateResult) -> None:
    suite = ET.fromstring(show("gate", "junit", result, PLAIN))[0]  # noqa: S314
    assert {key: suite.get(key) for key in ("name", "tests", "failures", "errors")} == {
        "name": "dev.delay",
        "tests": "4",
        "failures": "1",
        "errors": "1",
    }
    (failure,) = suite.iter("failure")
    assert failure.get("message") == f"found 0.68, allowed {WORSE}: 0.02 worse"
    assert [out.text for out in suite.iter("system-out")] == ["warning: found 0.4, allowed at least 0.5: 0.1 too low"]
    assert [case.get("name") for case in suite][1] == "roc_auc (regression)"
