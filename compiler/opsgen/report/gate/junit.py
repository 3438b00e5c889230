"""JUnit XML, which CI systems show as tests: a suite a model, a case a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from opsgen.runtime.check.result import Outcome
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from opsgen.runtime.gate.result import GateOutcome, GateResult


def show(result: GateResult) -> str:
    """The result as JUnit XML."""
    root = ET.Element("testsuites", name=f"opsgen gate {result.project}")
    suite = ET.SubElement(
        root,
        "testsuite",
        name=f"{result.environment}.{result.model}",
        tests=str(len(result.gates)),
        failures=str(sum(gate.outcome is Outcome.FAIL for gate in result.gates)),
        errors=str(sum(gate.outcome is Outcome.ERROR for gate in result.gates)),
        skipped="0",
    )
    suite.extend(_case(result, gate) for gate in result.gates)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(result: GateResult, gate: GateOutcome) -> ET.Element:
    kind = "absolute" if gate.against is None else "regression"
    case = ET.Element("testcase", classname=result.model, name=visible(f"{gate.name} ({kind})"))
    said = visible(f"found {gate.found}, allowed {gate.limit}" + (f": {gate.message}" if gate.message else ""))
    if gate.outcome is Outcome.FAIL:
        ET.SubElement(case, "failure", type=kind, message=said)
    elif gate.outcome is Outcome.ERROR:
        ET.SubElement(case, "error", type=kind, message=said)
    elif gate.outcome is Outcome.WARN:
        ET.SubElement(case, "system-out").text = f"warning: {said}"
    return case
