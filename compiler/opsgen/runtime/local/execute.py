"""Runs units one after the other. After a failure, units that do not depend on it still run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from opsgen.exit_codes import UNREADABLE

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


class Part(NamedTuple):
    """A unit, or one of its partitions."""

    unit: Unit
    key: str = ""
    """The key of the partition; empty for the whole."""
    needs: frozenset[tuple[Place, str]] = frozenset()
    """The partitions that it is made from. Of a whole, the units that it reads."""
    waits_for: str = ""
    """What is missing, so that it is not made now."""

    @property
    def label(self) -> str:
        return f"{self.unit.place.name} {self.key}".rstrip()


class Listener(Protocol):
    """Receives the events of a run."""

    def started(self, part: Part, step: Step) -> None: ...

    def ended(self, part: Part, step: Step, result: StepResult) -> None: ...

    def skipped(self, part: Part, reason: str) -> None: ...

    def up_to_date(self, unit: Unit) -> None: ...

    def refused(self, unit: Unit, problem: str) -> None: ...


class Outcome(NamedTuple):
    """How a run ended; parts by their labels."""

    made: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    codes: frozenset[int] = frozenset()
    """The exit codes of the steps that failed."""
    waiting: frozenset[Place] = frozenset()
    """The units with a partition that was skipped because its inputs are not all published."""
    is_interrupted: bool = False


class PartitionError(Exception):
    """The partitions to make are unknown; the message says why, and what to do."""


class LocalRun:
    """One run of units."""

    def __init__(
        self,
        parts: Callable[[Unit], Iterable[Part]],
        run: Callable[[Part, Step], StepResult],
        listener: Listener,
    ) -> None:
        """`parts` decides what is made of a unit at its turn, and `run` runs a command to its end."""
        self._parts = parts
        self._run = run
        self._listener = listener
        self._made: list[str] = []
        self._failed: list[str] = []
        self._skipped: list[str] = []
        self._codes: set[int] = set()
        self._waiting: set[Place] = set()
        self._causes: dict[tuple[Place, str], str] = {}
        """What is not made, and the part whose failure is the reason."""
        self._is_interrupted = False

    def execute(self, units: Iterable[Unit]) -> Outcome:
        """Run all units in this order. An interrupt ends the current command, and the rest is skipped."""
        for unit in units:
            self._make(unit)
        made, failed, skipped = tuple(self._made), tuple(self._failed), tuple(self._skipped)
        return Outcome(
            made, failed, skipped, frozenset(self._codes), frozenset(self._waiting), is_interrupted=self._is_interrupted
        )

    def _make(self, unit: Unit) -> None:
        whole = Part(unit)
        if self._is_interrupted or self._causes_of_whole(unit):
            self._skip(whole)
            return
        is_up_to_date = True
        try:
            for part in self._parts(unit):
                is_up_to_date = False
                self._make_unless_blocked(part)
        except PartitionError as error:
            self._fail(whole, UNREADABLE)
            self._listener.refused(unit, str(error))
            return
        if is_up_to_date:
            self._listener.up_to_date(unit)

    def _make_unless_blocked(self, part: Part) -> None:
        if self._is_interrupted or self._cause(part):
            self._skip(part)
        elif part.waits_for:
            self._skipped.append(part.label)
            self._waiting.add(part.unit.place)
            self._listener.skipped(part, f"waits for {part.waits_for}")
        else:
            self._make_part(part)

    def _make_part(self, part: Part) -> None:
        for step in part.unit.steps:
            words = (*step.words, "--partition", part.key) if part.key else step.words
            self._listener.started(part, step)
            try:
                result = self._run(part, step._replace(words=words))
            except KeyboardInterrupt:
                self._is_interrupted = True
                self._failed.append(part.label)
                self._listener.skipped(part, f"interrupted in `{step.name}`")
                return
            self._listener.ended(part, step, result)
            if result.code != 0:
                self._fail(part, result.code)
                return
        self._made.append(part.label)

    def _fail(self, part: Part, code: int) -> None:
        self._failed.append(part.label)
        self._codes.add(code)
        self._causes[part.unit.place, part.key] = part.label

    def _skip(self, part: Part) -> None:
        self._skipped.append(part.label)
        if self._is_interrupted:
            self._listener.skipped(part, "interrupted")
            return
        cause = self._cause(part) or self._causes_of_whole(part.unit)
        self._causes[part.unit.place, part.key] = cause
        self._listener.skipped(part, f"{cause} failed")

    def _causes_of_whole(self, unit: Unit) -> str:
        """The failure of a whole unit that this one reads."""
        return next((cause for (place, key), cause in self._causes.items() if not key and place in unit.reads), "")

    def _cause(self, part: Part) -> str:
        """The failure of what a part is made from: for a whole, of any partition."""
        found = (
            cause
            for (place, key), cause in self._causes.items()
            if (place, key) in part.needs or (place in part.unit.reads and not (key and part.key))
        )
        return next(found, "")
