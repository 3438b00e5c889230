"""What runs after a failure, and after an interrupt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.runtime.local.execute import LocalRun, Part
from opsgen.runtime.local.plan import in_order, made_here
from runtime.local.lab import Events, ended, units

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.local.execute import Outcome, StepResult
    from opsgen.runtime.local.plan import Step, Unit


def whole(unit: Unit) -> list[Part]:
    return [Part(unit)]


def run(folder: Path, **codes: int) -> tuple[Outcome, list[str]]:
    """Everything, with these exit codes of steps or units."""
    found, events = units(), Events()

    def code(part: Part, step: Step) -> StepResult:
        return ended(folder, codes.get(step.name, codes.get(part.label, 0)))

    return LocalRun(whole, code, events).execute(in_order(found, made_here(found))), events.heard


def test_all_steps_run_in_order(tmp_path: Path) -> None:
    outcome, heard = run(tmp_path)
    assert (len(outcome.made), outcome.failed, outcome.skipped, outcome.codes) == (8, (), (), frozenset())
    started = [event.removeprefix("start ") for event in heard if event.startswith("start")]
    assert started == [
        *("flights ingest", "other ingest", "planes publish", "features transform"),
        *("delay train", "delay evaluate", "delay explain", "delay register"),
        *("scores batch", "summary transform", "mail batch"),
    ]


def test_what_depends_on_a_failure_does_not_run_and_everything_else_does(tmp_path: Path) -> None:
    outcome, heard = run(tmp_path, planes=4)
    assert outcome.made == ("flights", "other")
    assert outcome.failed == ("planes",)
    assert outcome.codes == {4}
    assert heard[-5:] == [f"skip {name}: planes failed" for name in ("features", "delay", "scores", "summary", "mail")]


def test_a_model_that_fails_its_gates_is_not_registered_and_scores_nothing(tmp_path: Path) -> None:
    outcome, heard = run(tmp_path, evaluate=1)
    assert outcome.skipped == ("scores", "summary", "mail")
    assert not any("explain" in event or "register" in event for event in heard)


def test_an_interrupt_ends_the_run(tmp_path: Path) -> None:
    found, events = units(), Events()

    def interrupted(part: Part, _step: Step) -> StepResult:
        if part.label == "other":
            raise KeyboardInterrupt
        return ended(tmp_path)

    outcome = LocalRun(whole, interrupted, events).execute(in_order(found, made_here(found)))
    assert outcome.is_interrupted
    assert outcome.made == ("flights",)
    assert events.heard[3:5] == ["skip other: interrupted in `ingest`", "skip planes: interrupted"]
