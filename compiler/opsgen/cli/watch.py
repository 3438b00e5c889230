"""Runs a command again whenever one of its input files changes."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opsgen import LOCKFILE
from opsgen.exit_codes import CLEAN
from opsgen.source.access import may_read, resolved
from opsgen.source.globs import Globs, TooManyFoldersError
from opsgen.source.read import read
from opsgen.source.text import FileError
from opsgen.terminal.streams import reader_is_gone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import NoReturn

    from opsgen.source.includes import Inputs

INTERVAL = 0.5
"""Seconds between two reads of the files. Polling works on every platform and on network file systems."""


class State(NamedTuple):
    """The inputs of a spec: the content of each file, None where it cannot be read, and the matches of its globs."""

    files: dict[Path, bytes | None]
    matches: list[str]


def watch(run: Callable[[], Mapping[str, Sequence[Inputs]]]) -> NoReturn:
    """Run until interrupted, or until the reader of the output is gone. `run` returns the inputs of each spec."""
    while True:
        inputs = [(Path(spec).parent, each) for spec, read_from in run().items() for each in read_from]
        before = [_state(folder, each, as_read=True) for folder, each in inputs]
        print("\nwatching for changes; press Ctrl-C to stop", flush=True)
        if reader_is_gone():
            sys.exit(CLEAN)
        while [_state(folder, each) for folder, each in inputs] == before:
            time.sleep(INTERVAL)
        print("\n" + "─" * 40, flush=True)


def _state(folder: Path, inputs: Inputs, *, as_read: bool = False) -> State:
    """The current state; with `as_read`, with the contents that the run has read, so that no later change is missed."""
    then = inputs.files if as_read else {}
    files = {folder / path: then.get(path) or _content(folder, path) for path in (*inputs.files, LOCKFILE)}
    return State(files, _matches(folder, inputs.globs))


def _matches(folder: Path, patterns: Iterable[str]) -> list[str]:
    globs = Globs(str(resolved(folder)))
    try:
        return sorted(match for pattern in patterns for match in globs.matches(pattern))
    except TooManyFoldersError:  # Lint reports it.
        return []


def _content(folder: Path, path: str) -> bytes | None:
    real = may_read(path, str(resolved(folder)))
    try:
        return None if real is None else read(real, path)
    except FileError:
        return None
