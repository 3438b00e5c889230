"""The result of a model's gates as JUnit XML: one suite, and a case for each gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.junit import Case, Problem, Suite, document
from opsgen.runtime.check.result import Outcome
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from opsgen.runtime.gate.result import GateOutcome, GateResult


def show(result: GateResult) -> str:
    """Return the result as JUnit XML."""
    cases = [_case(result, gate) for gate in result.gates]
    return document(f"opsgen gate {result.project}", [Suite(f"{result.environment}.{result.model}", cases)])


def _case(result: GateResult, gate: GateOutcome) -> Case:
    kind = "absolute" if gate.against is None else "regression"
    name = f"{gate.name} ({kind})"
    figures = f"found {gate.found}, allowed {gate.limit}" + (f": {gate.message}" if gate.message else "")
    if gate.outcome is Outcome.FAIL:
        return Case(result.model, name, Problem("failure", kind, figures))
    if gate.outcome is Outcome.ERROR:
        return Case(result.model, name, Problem("error", kind, figures))
    output = f"warning: {visible(figures)}" if gate.outcome is Outcome.WARN else None
    return Case(result.model, name, output=output)
