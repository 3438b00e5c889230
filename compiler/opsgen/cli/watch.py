"""Runs something again whenever one of the files changes that it depends on."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opsgen import LOCKFILE
from opsgen.cli.exit_codes import CLEAN
from opsgen.source.access import may_read, resolved
from opsgen.source.globs import Globs, TooManyFoldersError
from opsgen.source.read import read
from opsgen.source.text import FileError
from opsgen.terminal.streams import reader_is_gone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import NoReturn

    from opsgen.source.inputs import Inputs

INTERVAL = 0.5
"""How many seconds lie between two looks at the files."""


class State(NamedTuple):
    """What a spec is read from: the content of its files, None where none can be read, and what its globs match."""

    files: dict[Path, bytes | None]
    matches: list[str]


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
