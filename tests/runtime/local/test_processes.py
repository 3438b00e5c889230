"""Commands as child processes: what they get, what is kept of them, and how they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from opsgen.language.secret import SecretReference
from opsgen.runtime.local.plan import Step
from opsgen.runtime.local.processes import TAIL, Processes
from runtime.local.lab import environment, fake

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.local.execute import Part


@pytest.fixture
def processes(tmp_path: Path) -> Processes:
    return Processes(tmp_path, tmp_path, environment(), lambda _unit, _line: None)


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_output_is_logged_and_its_end_kept(processes: Processes, tmp_path: Path) -> None:
    heard: list[tuple[str, str]] = []

    def hear(part: Part, line: str) -> None:
        heard.append((part.label, line))

    code = (
        f"import sys\nfor n in range({TAIL + 2}): print(n)\nsys.stdout.flush(); print('bad', file=sys.stderr); exit(7)"
    )
    result = replace(processes, echo=hear).run(*fake("flights", *python(code)))
    assert (result.code, result.lines, len(result.tail), result.tail[-1]) == (7, TAIL + 3, TAIL, "bad")
    assert heard[0] == ("flights", "0")
    assert result.log == tmp_path / "datasets.flights.log"
    lines = result.log.read_text().splitlines()
    assert lines[0].startswith(f"$ {sys.executable} -c ")
    assert lines[-1] == "bad"


def test_a_command_runs_in_the_project_with_the_variables_of_run_and_step(processes: Processes, tmp_path: Path) -> None:
    code = "import json, os; print(json.dumps([os.getcwd(), os.environ['OPSGEN_ENV'], os.environ['SEED']]))"
    result = processes.run(*fake("flights", *python(code), SEED="7"))
    assert json.loads(result.tail[-1]) == [str(tmp_path.resolve()), "dev", "7"]


def test_opsgen_is_the_one_that_runs(processes: Processes, tmp_path: Path) -> None:
    """A module of the project's, of the name of one of Python's, is not imported."""
    (tmp_path / "enum.py").write_text("raise SystemExit(9)")
    result = processes.run(*fake("flights", "opsgen", "--version"))
    assert result.code == 0
    assert result.tail[-1].startswith("opsgen ")


def test_a_secret_that_is_missing_is_named(processes: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOKEN", raising=False)
    part, _ = fake("delay", *python("print(1)"))
    step = Step("train", python("import os; print(os.environ['KEY'])"), {"KEY": SecretReference(secret="TOKEN")})  # noqa: S106
    result = processes.run(part, step)
    assert result.code == 4
    assert "the secret TOKEN is needed" in result.tail[-1]
    monkeypatch.setenv("TOKEN", "found")
    assert processes.run(part, step).tail == ("found",)


def test_a_program_that_is_not_there(processes: Processes) -> None:
    result = processes.run(*fake("flights", "no-such-program"))
    assert (result.code, result.tail) == (127, ("opsgen: no-such-program cannot be run: No such file or directory",))


RUN = """\
import sys
from pathlib import Path
from opsgen.runtime.local.processes import Processes
from opsgen.runtime.local.execute import Part
from opsgen.runtime.local.plan import Place, Step, Unit
folder = Path(sys.argv[1])
step = Step("train", (sys.executable, "-c", sys.argv[2]), {})
echo = lambda unit, line: print(line, flush=True)
try:
    Processes(folder, folder, {}, echo).run(Part(Unit(Place("models", "delay"), (step,))), step)
except KeyboardInterrupt:
    print("interrupted")
"""
CHILD = """\
import os, signal, sys, time
def end(*_):
    print("ended in order", flush=True)
    sys.exit(1)
signal.signal(signal.SIGTERM, end)
print(os.getpid(), flush=True)
while True:
    time.sleep(60)
"""


@pytest.mark.skipif(os.name != "posix", reason="process groups")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_an_interrupt_lets_the_command_end_in_order(tmp_path: Path, number: signal.Signals) -> None:
    ran = subprocess.Popen([sys.executable, "-c", RUN, tmp_path, CHILD], stdout=subprocess.PIPE, text=True)
    assert ran.stdout is not None
    child = int(ran.stdout.readline())
    ran.send_signal(number)
    assert ran.communicate(timeout=60)[0].splitlines()[-1] == "interrupted"
    assert (tmp_path / "models.delay.log").read_text().endswith("ended in order\n")
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
