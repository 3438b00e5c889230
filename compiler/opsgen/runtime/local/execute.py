"""Runs units one after the other. After a failure, units that do not depend on it still run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from opsgen.runtime.local.plan import Place, Step, Unit


class StepResult(NamedTuple):
    """How one command ended."""

    code: int
    """The exit code; negative where a signal ended it."""
    seconds: float
    lines: int
    """How many lines of output it wrote."""
    tail: tuple[str, ...]
    """The last of them."""
    log: Path


class Listener(Protocol):
    """Receives the events of a run."""

    def started(self, unit: Unit, step: Step) -> None: ...

    def ended(self, unit: Unit, step: Step, result: StepResult) -> None: ...

    def skipped(self, unit: Unit, reason: str) -> None: ...


class Outcome(NamedTuple):
    """How a run ended."""

    made: tuple[Place, ...] = ()
    failed: tuple[Place, ...] = ()
    skipped: tuple[Place, ...] = ()
    codes: frozenset[int] = frozenset()
    """The exit codes of the steps that failed."""
    is_interrupted: bool = False


class _Progress:
    """What has happened so far."""

    def __init__(self) -> None:
        self.made: list[Place] = []
        self.failed: list[Place] = []
        self.skipped: list[Place] = []
        self.codes: set[int] = set()
        self.causes: dict[Place, str] = {}
        """Units that are not made, and the unit whose failure is the reason."""
        self.is_interrupted = False

    def outcome(self) -> Outcome:
        made, failed, skipped = map(tuple, (self.made, self.failed, self.skipped))
        return Outcome(made, failed, skipped, frozenset(self.codes), self.is_interrupted)


def execute(units: Iterable[Unit], run: Callable[[Unit, Step], StepResult], listener: Listener) -> Outcome:
    """Run all units in this order. An interrupt ends the current command, and the rest is skipped."""
    progress = _Progress()
    for unit in units:
        cause = next((progress.causes[place] for place in sorted(unit.reads) if place in progress.causes), None)
        if progress.is_interrupted:
            progress.skipped.append(unit.place)
            listener.skipped(unit, "interrupted")
        elif cause is not None:
            progress.skipped.append(unit.place)
            progress.causes[unit.place] = cause
            listener.skipped(unit, f"{cause} failed")
        else:
            _run(unit, run, listener, progress)
    return progress.outcome()


def _run(unit: Unit, run: Callable[[Unit, Step], StepResult], listener: Listener, progress: _Progress) -> None:
    for step in unit.steps:
        listener.started(unit, step)
        try:
            result = run(unit, step)
        except KeyboardInterrupt:
            progress.is_interrupted = True
            progress.failed.append(unit.place)
            listener.skipped(unit, f"interrupted in `{step.name}`")
            return
        listener.ended(unit, step, result)
        if result.code != 0:
            progress.failed.append(unit.place)
            progress.codes.add(result.code)
            progress.causes[unit.place] = unit.place.name
            return
    progress.made.append(unit.place)
