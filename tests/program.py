"""The program as a user runs it: a process of its own."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ZYGOTE = Path(__file__).with_name("zygote.py")
READ_AT_START = ("PYTHON", "LC_", "LANG", "TZ", "TERM", "FORCE_COLOR", "GITHUB_ACTIONS")
"""How the names of variables begin that the interpreter, or a module as it is imported, reads once."""


def opsgen(*arguments: object, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run opsgen in a folder; its output is text, without colours.

    The process is forked from one that has imported opsgen already, which takes a tenth of the time. `started` starts
    an interpreter instead, and so does this function where a variable matters that is read at the start.
    """
    variables = os.environ | {"NO_COLOR": "1"} | environment
    if not hasattr(os, "fork") or _read_at_start(variables) != _read_at_start(_zygote().environment):
        return started(*arguments, folder=folder, **environment)
    words = [str(argument) for argument in arguments]
    ran = _zygote().run(words, folder, watched=None, environment=environment, errors="strict")
    return subprocess.CompletedProcess(["opsgen", *words], ran.code, ran.out, ran.err)


def started(*arguments: object, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run opsgen in a folder, in an interpreter that has imported nothing."""
    return subprocess.run(
        [sys.executable, "-m", "opsgen", *map(str, arguments)],
        cwd=folder,
        env=os.environ | {"NO_COLOR": "1"} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    code: int
    """Negative where a signal ended it."""
    out: str
    err: str
    calls: list[tuple[str, str]]
    """What it did to files, and to which."""
    seconds: float


class Zygote:
    """Forks a process for each command, in which everything is imported already."""

    def __init__(self, folder: Path, *modules: str) -> None:
        """`modules` are imported beside those that all commands need."""
        self.environment = os.environ | {"NO_COLOR": "1"}
        self._streams = {name: folder / name for name in ("out", "err")}
        command = [sys.executable, "-P", "-B", str(ZYGOTE), *modules]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, env=self.environment, stdin=pipe, stdout=pipe, text=True)

    def run(
        self,
        arguments: Sequence[str],
        folder: Path,
        *,
        watched: Sequence[Path] | None = (),
        environment: Mapping[str, str] | None = None,
        errors: str = "replace",
        **fault: Any,
    ) -> Run:
        """Run a command in a folder; the names of faults are those of `zygote.run`.

        What it changes in that folder and in those that are watched is listed, unless `watched` is None. `errors` is
        what becomes of output that is not UTF-8: a process that is killed may have written half a character.
        """
        request = {
            "arguments": list(arguments),
            "folder": str(folder),
            "watched": None if watched is None else [str(each) for each in watched],
            "environment": {**os.environ, "NO_COLOR": "1", **(environment or {})},
            **{name: str(path) for name, path in self._streams.items()},
            **fault,
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{json.dumps(request)}\n")
        self._process.stdin.flush()
        found = json.loads(self._process.stdout.readline())
        texts = {name: path.read_text(encoding="utf-8", errors=errors) for name, path in self._streams.items()}
        return Run(**{**found, **texts, "calls": [tuple(call) for call in found["calls"]]})

    def close(self) -> None:
        self._process.communicate()


def forking(folders: pytest.TempPathFactory, *modules: str) -> Iterator[Zygote]:
    """For a fixture: a process that forks, and that imports these modules before."""
    if not (hasattr(os, "fork") and Path("/proc/self/fd").is_dir()):
        pytest.skip("needs a system that forks and has /proc")
    running = Zygote(folders.mktemp("zygote"), *modules)
    yield running
    running.close()


@cache
def _zygote() -> Zygote:
    """The one that all tests of this process use."""
    folder = tempfile.TemporaryDirectory(prefix="opsgen-zygote-")
    zygote = Zygote(Path(folder.name))
    atexit.register(folder.cleanup)
    atexit.register(zygote.close)
    return zygote


def _read_at_start(variables: Mapping[str, str]) -> dict[str, str]:
    found = {name: value for name, value in variables.items() if name.startswith(READ_AT_START)}
    found.pop("PYTHONIOENCODING", None)  # which a fork can obey
    return found
