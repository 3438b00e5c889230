"""Makes the n-th call that changes a file system fail, or kills the process there."""

from __future__ import annotations

import errno
import io
import os
import signal
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NEEDS_SPACE = ("open", "write", "fsync", "link", "mkdir")
"""What fails on a full disk: making files and folders, and bringing what was written to the disk."""

CALLS = (*NEEDS_SPACE, "replace", "rename", "rmdir", "unlink")


class Calls:
    """Counts calls, and does `act` before each one that `hit` chooses by its number."""

    def __init__(self, hit: Callable[[int], bool], act: Callable[[], object], names: tuple[str, ...] = CALLS) -> None:
        self.count = 0
        self._hit = hit
        self._act = act
        self._names = names

    def note(self) -> None:
        self.count += 1
        if self._hit(self.count):
            self._act()

    @contextmanager
    def watched(self) -> Iterator[None]:
        watching = {name: self._watch(name) for name in self._names if name != "write"}
        with mock.patch.multiple(os, fdopen=self._fdopen, **watching):
            yield

    def _watch(self, name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*arguments: Any, **options: Any) -> Any:
            if self._counts(name, arguments):
                self.note()
            return real(*arguments, **options)

        return call

    def _counts(self, name: str, arguments: tuple[Any, ...]) -> bool:
        if name == "open":
            return bool(arguments[1] & os.O_CREAT)
        return name != "fsync" or self._names is CALLS or not stat.S_ISDIR(os.fstat(arguments[0]).st_mode)

    def _fdopen(self, descriptor: int, mode: str) -> io.BufferedWriter:
        note = self.note if "write" in self._names else int

        class Stream(io.BufferedWriter):
            def write(self, content: Any) -> int:
                half = len(content) // 2
                super().write(content[:half])
                self.flush()
                note()
                return half + super().write(content[half:])

        return Stream(io.FileIO(descriptor, mode.replace("b", "")))


@contextmanager
def at_call(number: int, act: Callable[[], object], names: tuple[str, ...] = CALLS) -> Iterator[Calls]:
    calls = Calls(lambda count: count == number, act, names)
    with calls.watched():
        yield calls


@contextmanager
def full_from_call(number: int) -> Iterator[Calls]:
    calls = Calls(lambda count: count >= number, fail, NEEDS_SPACE)
    with calls.watched():
        yield calls


def fail() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_at(number: int, action: Callable[[], object]) -> bool:
    """Whether a process that did `action` died at its n-th call; else it was finished by then."""
    child = os.fork()
    if child == 0:
        with at_call(number, die):
            action()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.waitstatus_to_exitcode(status) == 0
    return False
