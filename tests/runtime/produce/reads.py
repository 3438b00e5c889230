"""What this process reads: which files of a folder are opened, and how many bytes are read."""

from __future__ import annotations

import ctypes
import os
import struct
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_OPEN = 0x20
IN_ISDIR = 0x40000000
EVENT = struct.Struct("iIII")
"""The head of `struct inotify_event` (inotify(7)); the name follows, padded with zeros."""
IO = Path("/proc/self/io")
SUPPORTED = IO.exists()


class Reads(NamedTuple):
    """What was read in the block of `reads`."""

    opened: set[str]
    """The names of files in the folders that anybody has opened."""
    read: list[int]
    """The number of bytes that all threads of this process read, from anywhere."""


@contextmanager
def reads(*folders: Path) -> Iterator[Reads]:
    """Libraries open files without a call of Python's, so the system is asked."""
    found = Reads(set(), [])
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    try:
        for folder in folders:
            if libc.inotify_add_watch(watch, os.fsencode(folder), IN_OPEN) < 0:
                raise OSError(ctypes.get_errno(), f"{folder} cannot be watched")
        before = _bytes()
        yield found
        found.read.append(_bytes() - before)
        found.opened.update(_opened(watch))
    finally:
        os.close(watch)


def _bytes() -> int:
    """`rchar` of proc(5): it counts `read` and `pread`, whether or not the page was in memory."""
    return int(IO.read_text().split()[1])


def _opened(watch: int) -> Iterator[str]:
    try:
        events = os.read(watch, 1 << 20)
    except BlockingIOError:
        return
    while events:
        _, mask, _, length = EVENT.unpack_from(events)
        if not mask & IN_ISDIR:
            yield os.fsdecode(events[EVENT.size : EVENT.size + length].rstrip(b"\0"))
        events = events[EVENT.size + length :]
