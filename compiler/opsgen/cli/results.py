"""How the commands of the run-time half give what they found."""

from __future__ import annotations

import errno
import shutil
import sys
from typing import TYPE_CHECKING, TypeVar

from opsgen.cli.guard import CLEAN, FINDINGS, USAGE
from opsgen.cli.streams import for_programs
from opsgen.emit.draft import drafted
from opsgen.quality.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from opsgen.report.paint import Paint

Result = TypeVar("Result")

UNREADABLE = 4
"""The exit code where data could not be read, so that nothing can be said of it."""


def give(
    result: Result,
    outcome: Outcome,
    formats: Mapping[str, Callable[[Result, Paint], str]],
    format_: str,
    file: Path | None,
) -> int:
    """The report goes to the file, where one is given, and a table to whoever watches. Gives the exit code."""
    from opsgen.report.paint import Paint

    if file is not None:
        try:
            _write(file, formats[format_](result, Paint(on=False)).encode(errors="backslashreplace"))
        except OSError as error:
            print(f"opsgen: the report cannot be written to {file}: {error.strerror}", file=sys.stderr)
            return USAGE
        format_ = "text"
    if format_ != "text":
        for_programs()
    print(formats[format_](result, Paint.of(sys.stdout)), end="")
    return code(outcome)


def _write(file: Path, content: bytes) -> None:
    """All of it or nothing, since a collector may watch the file; links stay links, and what is read-only stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    path = file.resolve()
    if path.exists() and not path.is_file():  # a device or a pipe
        path.write_bytes(content)
        return
    try:
        with drafted(path) as draft:
            draft.write_bytes(content)
            if path.exists():
                shutil.copymode(path, draft)
    except OSError as error:
        if error.errno != errno.EBUSY:  # a single file that a container has from outside
            raise
        path.write_bytes(content)


def code(outcome: Outcome) -> int:
    """The exit code of what was found."""
    if outcome is Outcome.ERROR:
        return UNREADABLE
    return FINDINGS if outcome is Outcome.FAIL else CLEAN
