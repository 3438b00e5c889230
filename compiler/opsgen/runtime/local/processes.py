"""The commands of a run as child processes, and their logs."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.exit_codes import UNREADABLE
from opsgen.runtime.engines import secret
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.runtime.local.execute import StepResult
from opsgen.runtime.produce import task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from types import FrameType
    from typing import BinaryIO

    from opsgen.runtime.local.execute import Part
    from opsgen.runtime.local.plan import Step

TAIL = 20
"""How many lines of a command's output are kept for a report of its failure."""
STOPPING = task.STOPPING + 5
"""Seconds that a command has to end after it is asked to: more than opsgen gives the command that it runs itself."""
CANNOT_RUN = 127
"""The exit code of a program that cannot be started, as shells report it."""


@dataclass(frozen=True, slots=True)
class Processes:
    """Runs each command in the project's folder."""

    folder: Path
    """The project's folder."""
    logs: Path
    """The folder that gets a log of each unit."""
    variables: Mapping[str, str]
    """Environment variables of all commands, besides those of this process."""
    echo: Callable[[Part, str], None]
    """Receives each line of output as it comes."""
    # The opsgen that runs now need not be the one on PATH. -P keeps modules of the project from replacing Python's.
    opsgen: tuple[str, ...] = (sys.executable, "-P", "-m", "opsgen")

    def run(self, part: Part, step: Step) -> StepResult:
        """Run one command to its end. An interrupt ends the command before it is raised again."""
        path, start = self.logs / f"{'.'.join(filter(None, [str(part.unit.place), part.key]))}.log", time.monotonic()
        with path.open("ab") as log:
            output = _Output(log, lambda line: self.echo(part, line))
            log.write(f"$ {shlex.join(step.words)}\n".encode())
            code = self._code(step, output)
        return StepResult(code, time.monotonic() - start, output.lines, tuple(output.tail), path)

    def _code(self, step: Step, output: _Output) -> int:
        program = self.opsgen if step.words[0] == "opsgen" else step.words[:1]
        try:
            process = _started([*program, *step.words[1:]], os.environ | self.variables | _texts(step), self.folder)
        except UnreadableError as error:
            output.add(f"opsgen: {error}\n".encode())
            return UNREADABLE
        except OSError as error:
            output.add(f"opsgen: {step.words[0]} cannot be run: {error.strerror}\n".encode())
            return CANNOT_RUN
        with process, _hang_up_as_interrupt():
            try:
                for line in process.stdout or ():
                    output.add(line)
                return process.wait()
            except BaseException:
                for line in _end(process).splitlines(keepends=True):
                    output.add(line)
                raise


class _Output:
    """The output of a command: all of it goes to the log, and its end is kept."""

    def __init__(self, log: BinaryIO, echo: Callable[[str], None]) -> None:
        self._log, self._echo = log, echo
        self.lines = 0
        self.tail: deque[str] = deque(maxlen=TAIL)

    def add(self, line: bytes) -> None:
        self._log.write(line)
        # Somebody may follow the log of a long training.
        self._log.flush()
        text = line.decode(errors="replace").rstrip()
        self.lines += 1
        self.tail.append(text)
        self._echo(text)


def _started(words: list[str], environment: Mapping[str, str], folder: Path) -> subprocess.Popen[bytes]:
    """A process in a group of its own, so that Ctrl-C reaches only this process, which then ends that one in order."""
    return subprocess.Popen(  # noqa: S603 - the command is the project's own
        words,
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        process_group=0 if os.name == "posix" else None,
    )


def _end(process: subprocess.Popen[bytes]) -> bytes:
    """Ask a process to end, and return its last output.

    It is killed with everything that it started if it does not end in time, or on another interrupt.
    """
    process.terminate()
    try:
        # A process whose output nobody reads could not end.
        return process.communicate(timeout=STOPPING)[0]
    except BaseException as error:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        if not isinstance(error, subprocess.TimeoutExpired):
            raise
        return b""


@contextmanager
def _hang_up_as_interrupt() -> Iterator[None]:
    """A terminal that closes ends the run as Ctrl-C does: children outside its process group get no signal from it."""
    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up is None or signal.getsignal(hang_up) is not signal.SIG_DFL:
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(hang_up, interrupt)
    try:
        yield
    finally:
        signal.signal(hang_up, signal.SIG_DFL)


def _texts(step: Step) -> dict[str, str]:
    """The environment variables of a step, with the values of its secrets."""
    return {
        name: value if isinstance(value, str) else secret.named(value.secret) for name, value in step.variables.items()
    }
