"""A process that runs command lines one after the other, in as little memory as is promised, and sees what they touch.

Each line of standard input is a request in JSON, each line of standard output the answer. A command that takes more
than its time is the end of the process.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

MEMORY = 512 * 2**20
SECONDS = 300
"""After which a command is taken to hang, whether it computes or waits; no busy machine makes one as slow."""
READING = {"open", "os.listdir", "os.scandir"}
ACTING = {
    "socket.connect",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.exec",
    "os.posix_spawn",
    "os.system",
    "os.fork",
}


class Watch:
    """What a command touches outside the folders that are its own."""

    def __init__(self) -> None:
        self.seen: list[str] | None = None
        self.own: tuple[str, ...] = ()
        sys.addaudithook(self._hook)

    def begin(self, *folders: str) -> None:
        self.own = tuple(os.path.realpath(folder) for folder in folders)
        self.seen = []

    def end(self) -> list[str]:
        seen, self.seen = self.seen or [], None
        return seen

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.seen is None:
            return
        if event in ACTING:
            self.seen.append(event)
        elif event in READING and isinstance(arguments[0] or ".", str | bytes | os.PathLike):
            path = os.path.realpath(os.fsdecode(arguments[0] or "."))
            if not any(path == folder or path.startswith(f"{folder}{os.sep}") for folder in self.own):
                self.seen.append(path)


def main() -> None:
    import opsgen
    from opsgen.cli.run import run_safely

    package = Path(opsgen.__file__).resolve().parent
    checkout = package.parents[1]
    programs = [sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), str(package)]
    programs += [str(checkout / name) for name in ("templates", "schemas", "pyproject.toml")]
    programs += [os.environ["XDG_CACHE_HOME"], os.devnull]
    watch = Watch()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin:
        request = json.loads(line)
        os.chdir(request["folder"])
        signal.alarm(SECONDS)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            watch.begin(*programs, *request["own"])
            before = resource.getrusage(resource.RUSAGE_SELF)
            code = run_safely(request["arguments"])
            after = resource.getrusage(resource.RUSAGE_SELF)
            outside = watch.end()
            sys.stdout.flush()
            sys.stderr.flush()
            signal.alarm(0)
            answer = {
                "code": code,
                "out": _text(out),
                "err": _text(err),
                "outside": outside,
                "seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
                "kib": after.ru_maxrss,
            }
        answers.write(f"{json.dumps(answer)}\n")
        answers.flush()


def _text(file: Any) -> str:
    file.seek(0)
    return str(file.read().decode())


if __name__ == "__main__":
    main()
