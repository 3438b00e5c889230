"""Runs something again whenever one of the files changes that it depends on."""

from __future__ import annotations

import math
import sys
import time
from typing import TYPE_CHECKING

from opsgen.cli.guard import CLEAN
from opsgen.cli.specs import folder_of
from opsgen.cli.streams import reader_is_gone
from opsgen.cli.unchanged.fingerprint import Read, UnknownError, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import NoReturn

    from opsgen.source.inputs import Inputs

INTERVAL = 0.5
"""How many seconds lie between two looks at the files."""


def watch(run: Callable[[], Mapping[str, Sequence[Inputs]]]) -> NoReturn:
    """Run until interrupted or read by nobody. `run` gives back, for each spec, what it was read from."""
    while True:
        inputs = run()
        before = [_fingerprint(spec, each, Read(each.files, math.inf)) for spec, each in _all(inputs)]
        print("\nwatching; Ctrl-C ends it", flush=True)
        if reader_is_gone():
            sys.exit(CLEAN)
        while [_fingerprint(spec, each) for spec, each in _all(inputs)] == before:
            time.sleep(INTERVAL)
        print("\n" + "─" * 40, flush=True)


def _all(inputs: Mapping[str, Sequence[Inputs]]) -> list[tuple[str, Inputs]]:
    return [(spec, each) for spec, read in inputs.items() for each in read]


def _fingerprint(spec: str, inputs: Inputs, read: Read | None = None) -> str:
    """Of the files as they are now, or as they were when they were read."""
    try:
        return fingerprint(folder_of(spec), inputs.files, inputs.globs, read)
    except UnknownError as error:
        return f"unknown: {error}"
