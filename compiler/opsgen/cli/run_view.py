"""The progress and the result of `opsgen run` as text: a line for each command when it ends, and a summary."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from opsgen.report.check.text import seconds
from opsgen.terminal.color import Colors
from opsgen.terminal.escape import safe
from opsgen.terminal.progress import CLEAR
from opsgen.terminal.table import Columns
from opsgen.terminal.verbosity import is_quiet, is_verbose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.runtime.local.execute import Outcome, Part, StepResult
    from opsgen.runtime.local.plan import Step, Unit

_PUBLISHED = re.compile(r"published \S+(?: \S+)?: (?P<rows>[\d,]+ rows?)")
"""The last line of a command that publishes, see `cli/commands/produce.py`."""


class RunView:
    """Prints the events of a run."""

    def __init__(self, labels: Iterable[tuple[Unit, str]]) -> None:
        """`labels` has the longest label of each unit that is run."""
        self._colors = Colors.of(sys.stdout)
        steps = [("skipped", label, step.name) for unit, label in labels for step in unit.steps]
        self._columns = Columns.fitting([("skipped", "", ""), *steps])
        self._has_running_line = sys.stdout.isatty() and not is_verbose() and not is_quiet()

    def started(self, part: Part, step: Step) -> None:
        if self._has_running_line:
            sys.stdout.write(CLEAR + self._line("…", part.label, step.name))
            sys.stdout.flush()

    def echo(self, part: Part, line: str) -> None:
        """A line of a command's output."""
        if is_verbose():
            _print(f"{part.label} | {safe(line)}")

    def ended(self, part: Part, step: Step, result: StepResult) -> None:
        self._clear()
        if result.code == 0:
            published = _PUBLISHED.fullmatch(result.tail[-1]) if result.tail else None
            rows = [] if published is None else [published["rows"]]
            if not is_quiet():
                _print("  ".join([self._line("ok", part.label, step.name), f"{seconds(result.seconds):>8}", *rows]))
            return
        _print(f"{self._line('failed', part.label, step.name)}  {seconds(result.seconds):>8}  {_ending(result.code)}")
        if not is_verbose():
            self._show_tail(result)
        _print(f"         log: {safe(str(result.log))}")

    def skipped(self, part: Part, reason: str) -> None:
        self._clear()
        _print(f"{self._line('skipped', part.label, '')}  {reason}")

    def up_to_date(self, unit: Unit) -> None:
        self._clear()
        if not is_quiet():
            _print(f"{self._line('ok', unit.place.name, '')}  no partition is missing")

    def refused(self, unit: Unit, problem: str) -> None:
        self._clear()
        _print(f"{self._line('failed', unit.place.name, '')}  {problem}")

    def summary(self, outcome: Outcome, run: str, time: float) -> None:
        """How many units there were, by how they ended."""
        if not is_quiet():
            counts = f"{len(outcome.made)} made, {len(outcome.failed)} failed, {len(outcome.skipped)} skipped"
            _print(f"{counts} in {seconds(time)}, run {run}")

    def _show_tail(self, result: StepResult) -> None:
        left_out = result.lines - len(result.tail)
        if left_out:
            _print(f"         | … {left_out:,} more line{'' if left_out == 1 else 's'} in the log")
        for line in result.tail:
            _print(f"         | {safe(line)}")

    def _line(self, status: str, label: str, step: str) -> str:
        colors = {"ok": self._colors.green, "failed": self._colors.red, "skipped": self._colors.yellow}
        paint = colors.get(status, self._colors.dim)
        text = self._columns.line((status, label, step))
        return f"  {paint(text[: len(status)])}{text[len(status) :]}".rstrip()

    def _clear(self) -> None:
        if self._has_running_line:
            sys.stdout.write(CLEAR)


def _ending(code: int) -> str:
    return f"exit code {code}" if code > 0 else f"ended by signal {-code}"


def _print(line: str) -> None:
    """Print a line at once: output that goes to a pipe would come only when the run ends."""
    print(line, flush=True)
