"""A process that has imported opsgen already, and forks for every command line; the fork may meet a fault on its way.

Each line of standard input is a request in JSON, each line of standard output the answer. A fork is stopped before the
call that a request names, or after a time; then it is killed from outside, as `kill -9` does it.
"""

from __future__ import annotations

import ctypes
import errno
import gc
import importlib
import json
import os
import pkgutil
import signal
import struct
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

EVENTS = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"}
NEEDS_SPACE = {"open", "os.rename", "os.link", "os.mkdir", "os.fsync"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Calls:
    """Counts the calls that change something below some folders, and acts before those that are chosen."""

    def __init__(self, folders: list[str], act: Callable[[int, str], None]) -> None:
        self.made: list[list[str]] = []
        self._folders = tuple(f"{os.path.realpath(folder)}{os.sep}" for folder in folders)
        self._act = act

    def watch(self) -> None:
        sys.addaudithook(self._hook)
        fsync = os.fsync

        def watched(descriptor: int) -> None:
            self._note("os.fsync", str(Path(f"/proc/self/fd/{descriptor}").readlink()))
            fsync(descriptor)

        os.fsync = watched  # type: ignore[assignment]

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in EVENTS or not isinstance(arguments[0], str | bytes | os.PathLike):
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITES):
            return
        self._note(event, os.path.realpath(os.fsdecode(arguments[0])))

    def _note(self, event: str, path: str) -> None:
        if f"{path}{os.sep}".startswith(self._folders):
            self.made.append([event, path])
            self._act(len(self.made), event)

    def watch_databases(self) -> None:
        """Statements that change a database count too, and the ends of transactions."""
        from sqlalchemy import Engine, event

        def execute(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
            if not statement.startswith(("SELECT", "PRAGMA")):
                self._note("sql", os.path.join(self._folders[0], statement.partition("(")[0]))  # noqa: PTH118

        event.listen(Engine, "before_cursor_execute", execute)
        event.listen(Engine, "commit", lambda _connection: self._note("sql", f"{self._folders[0]}COMMIT"))

    def watch_statements(self) -> None:
        """Statements of opsgen's own that change a database count too, and requests that change objects."""
        from opsgen.runtime.engines.duckdb.engine import DuckDbEngine
        from opsgen.runtime.engines.postgres import PostgresEngine

        for engine, names in ((DuckDbEngine, ("execute",)), (PostgresEngine, ("_execute", "_commit"))):
            for name in names:
                setattr(engine, name, self._noted(getattr(engine, name)))
        if "obstore" in sys.modules:
            import obstore

            for name in ("put", "copy", "delete", "open_writer"):
                setattr(obstore, name, self._noted(getattr(obstore, name), name))

    def _noted(self, method: Callable[..., Any], name: str = "COMMIT") -> Callable[..., Any]:
        def noted(engine: Any, *arguments: Any, **options: Any) -> Any:
            statement = str(arguments[0] if arguments else name).strip()
            if not statement.startswith("SELECT"):
                self._note("sql", os.path.join(self._folders[0], statement[:40].replace(os.sep, " ")))  # noqa: PTH118
            return method(engine, *arguments, **options)

        return noted


def main() -> None:
    preload(sys.argv[1:])
    gc.collect()
    gc.freeze()  # A fork copies each page that is written to, and collecting garbage writes to all of them.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        answers.write(f"{json.dumps(answer(json.loads(line)))}\n")
        answers.flush()


def preload(more: list[str]) -> None:
    import opsgen

    for module in pkgutil.walk_packages(opsgen.__path__, "opsgen."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in ("duckdb", "jinja2", "pydantic", "ruamel.yaml", "sqlglot.optimizer.scope", "typer", *more):
        importlib.import_module(name)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Run a command line in a fork, and say how it ended."""
    start = time.monotonic()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        run(request, writer)
    os.close(writer)
    if (delay := request.get("kill_after")) is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        made = [json.loads(line) for line in pipe]
    return {"code": os.waitstatus_to_exitcode(status), "calls": made, "seconds": time.monotonic() - start}


def run(request: dict[str, Any], writer: int) -> None:
    """The fork: it does what `python -m opsgen` does, and lists on the pipe what it is about to change."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    if request.get("stdout") == "full":
        os.dup2(os.open("/dev/full", os.O_WRONLY), 1)
    elif request.get("stdout") == "unread":
        unread, end = os.pipe()
        os.close(unread)
        os.dup2(end, 1)
    if request.get("ordinary"):
        give_up_rights()
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    if request["watched"] is not None:
        watch(request, writer)
    from opsgen.cli import main

    sys.path.insert(0, request["folder"])
    sys.argv = ["opsgen", *request["arguments"]]
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    if encoding := request["environment"].get("PYTHONIOENCODING"):
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(encoding=encoding, errors=stream.errors)  # as the interpreter does when it starts
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def watch(request: dict[str, Any], writer: int) -> None:
    """List each call that changes something below the folders, and meet the fault that the request names."""

    def act(number: int, event: str) -> None:
        os.write(writer, json.dumps(calls.made[-1]).encode() + b"\n")
        if number == request.get("kill_at"):
            os.kill(os.getpid(), signal.SIGSTOP)
        if event in NEEDS_SPACE and 0 < request.get("full_from", 0) <= number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    calls = Calls([request["folder"], *request["watched"]], act)
    calls.watch()
    if "sqlalchemy" in sys.modules:
        calls.watch_databases()
    if request.get("statements"):
        calls.watch_statements()


def give_up_rights() -> None:
    """Root may write everywhere; without its capabilities it is a user like any other, to whom its files belong."""
    version = 0x20080522
    if ctypes.CDLL(None, use_errno=True).capset(struct.pack("=Ii", version, 0), bytes(24)):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    main()
