"""Runs cases through the command line, in a worker that holds to the limits and sees what is touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bad_inputs.case import Link, Pipe, unmarked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bad_inputs.case import Content

WORKER = Path(__file__).with_name("worker.py")


@dataclass(frozen=True)
class Result:
    """What a command did."""

    code: int
    out: str
    err: str
    outside: list[str]
    """What it read outside its project, and what it did beyond reading and writing files."""
    seconds: float
    """Of computing."""
    kib: int
    """The most memory that the worker has used so far."""


class Program:
    """The command line, in a worker that is started when it is needed."""

    def __init__(self, cache: Path) -> None:
        self._environment = os.environ | {"XDG_CACHE_HOME": str(cache), "NO_COLOR": "1"}
        self._environment.pop("OPSGEN_NO_CACHE", None)
        self._worker: subprocess.Popen[str] | None = None

    def run(self, *arguments: str, folder: Path, own: Path | None = None) -> Result:
        """Run a command in a folder; it may touch that, or else what is `own`."""
        worker = self._worker = self._worker or self._started()
        assert worker.stdin
        assert worker.stdout
        request = {"arguments": arguments, "folder": str(folder), "own": [str(own or folder)]}
        worker.stdin.write(f"{json.dumps(request)}\n")
        worker.stdin.flush()
        answer = worker.stdout.readline()
        if not answer:
            self._worker = None
            raise AssertionError(f"the command ended its process with {worker.wait()}: it may hang")
        return Result(**json.loads(answer))

    def close(self) -> None:
        if self._worker:
            self._worker.communicate()

    def _started(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-P", str(WORKER)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self._environment, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")


def lay_out(files: Mapping[str, Content], folder: Path) -> None:
    """Make a project of a case's files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            path.symlink_to(content.target)
        elif isinstance(content, Pipe):
            os.mkfifo(path)
        else:
            path.write_bytes(content if isinstance(content, bytes) else unmarked(content).encode())
