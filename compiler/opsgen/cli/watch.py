"""Runs something again whenever one of the files changes that it depends on."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opsgen.cli.guard import CLEAN
from opsgen.cli.streams import reader_is_gone
from opsgen.lock import FILE as LOCK
from opsgen.source.read import read
from opsgen.source.text import FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import NoReturn

    from opsgen.source.inputs import Inputs

INTERVAL = 0.5
"""How many seconds lie between two looks at the files."""


class State(NamedTuple):
    """What a spec is read from: the content of its files, None where none can be read, and what its globs match."""

    files: dict[Path, bytes | None]
    matches: list[Path]


def watch(run: Callable[[], Mapping[str, Sequence[Inputs]]]) -> NoReturn:
    """Run until interrupted or read by nobody. `run` gives back, for each spec, what it was read from."""
    while True:
        inputs = [(Path(spec).parent, each) for spec, read_from in run().items() for each in read_from]
        before = [_state(folder, each, as_read=True) for folder, each in inputs]
        print("\nwatching; Ctrl-C ends it", flush=True)
        if reader_is_gone():
            sys.exit(CLEAN)
        while [_state(folder, each) for folder, each in inputs] == before:
            time.sleep(INTERVAL)
        print("\n" + "─" * 40, flush=True)


def _state(folder: Path, inputs: Inputs, *, as_read: bool = False) -> State:
    """How things are now; or, what could be read a moment ago, as it was then, lest a change since goes unseen."""
    then = inputs.files if as_read else {}
    files = {folder / path: then.get(path) or _content(folder / path) for path in (*inputs.files, LOCK)}
    return State(files, sorted(match for glob in inputs.globs for match in _matches(folder, glob)))


def _matches(folder: Path, glob: str) -> list[Path]:
    try:
        return list(folder.glob(glob))
    except (OSError, ValueError):  # It is no glob, which lint has said.
        return []


def _content(path: Path) -> bytes | None:
    try:
        return read(path, path.name)
    except FileError:
        return None
