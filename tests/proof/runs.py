"""Runs of commands that meet a fault: killed, on a full disk, as a user who may not write."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ZYGOTE = Path(__file__).with_name("zygote.py")
KILLS = int(os.environ.get("OPSGEN_KILLS", "0"))
"""How many kills each command meets; 0 is one at each call that changes something. `nox -s proof` takes more."""


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
        self._streams = {name: str(folder / name) for name in ("out", "err")}
        environment = os.environ | {"NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-P", str(ZYGOTE), *modules]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True)

    def run(
        self,
        arguments: Sequence[str],
        folder: Path,
        *,
        watched: Sequence[Path] = (),
        environment: Mapping[str, str] | None = None,
        **fault: Any,
    ) -> Run:
        """Run a command in a folder; the names of faults are those of `zygote.run`."""
        request = {
            "arguments": list(arguments),
            "folder": str(folder),
            "watched": [str(each) for each in watched],
            "environment": dict(environment or {}),
            **self._streams,
            **fault,
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{json.dumps(request)}\n")
        self._process.stdin.flush()
        found = json.loads(self._process.stdout.readline())
        return Run(**{**found, "calls": [tuple(call) for call in found["calls"]]})

    def close(self) -> None:
        self._process.communicate()
