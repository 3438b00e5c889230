"""Writing the reports of `check`, `profile`, `gate` and `drift`."""

from __future__ import annotations

import errno
import shutil
import sys
from typing import TYPE_CHECKING, Any

from opsgen.cli.user_files import leads_astray
from opsgen.emit.atomic_file import atomic_file
from opsgen.exit_codes import CLEAN, FINDINGS, UNREADABLE, USAGE
from opsgen.runtime.check.result import Outcome
from opsgen.source.access import may_write_at
from opsgen.source.read import special
from opsgen.terminal.streams import for_programs
from opsgen.terminal.verbosity import detail, is_quiet

if TYPE_CHECKING:
    from pathlib import Path

STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
"""File names that put the report on standard output, in place of the table."""


def write_report(
    command: str,
    result: Any,
    outcome: Outcome,
    format_: str,
    file: Path | None,
    project: Path | None = None,
    *,
    always: bool = False,
) -> int:
    """Write the report to the file, if one is given, and print a table; or print the report. Returns the exit code.

    `format_name` finds the format. A link in the project's folder does not lead the report out of it. With
    `--quiet`, text about a success is not printed, unless it is what the user asked for (`always`).
    """
    from opsgen.report.formats import show
    from opsgen.terminal.color import Colors

    if file is not None and file.as_posix() in STDOUT:
        file = None
    if file is not None:
        if not write_file(file, show(command, format_, result, Colors(on=False)), project):
            return USAGE
        format_ = "text"
    is_needed = outcome is not Outcome.PASS or (always and file is None)
    if format_ == "text" and is_quiet() and not is_needed:
        return code(outcome)
    if format_ != "text":
        for_programs()
    print(show(command, format_, result, Colors.of(sys.stdout)), end="")
    return code(outcome)


def write_file(file: Path, text: str, project: Path | None) -> bool:
    """Write a report; False, after an error message, if that is not possible."""
    place = may_write_at(file, project)
    if place is None:
        print(f"opsgen: the report is not written: {leads_astray(file)}", file=sys.stderr)
        return False
    try:
        _write(file, place, text.encode(errors="backslashreplace"))
    except OSError as error:
        print(f"opsgen: the report cannot be written to {file}: {error.strerror}", file=sys.stderr)
        return False
    detail(f"wrote {file}")
    return True


def format_name(command: str, file: Path | None, given: str | None) -> str | None:
    """The format of a report. None, after an error message, if the file's ending selects none."""
    from opsgen.report.formats import UnknownEndingError, format_for

    try:
        return format_for(command, file, given)
    except UnknownEndingError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return None


def _write(file: Path, path: Path, content: bytes) -> None:
    """Write atomically, since a collector may watch the file. Links stay links, and permissions stay."""
    if special(file):  # A pipe in `/dev/fd` has no other name, so its path must not be resolved.
        file.write_bytes(content)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with atomic_file(path) as draft:
            draft.write_bytes(content)
            if path.exists():
                shutil.copymode(path, draft)
    except OSError as error:
        if error.errno != errno.EBUSY:  # EBUSY: a single file mounted into a container cannot be replaced.
            raise
        path.write_bytes(content)


def code(outcome: Outcome) -> int:
    """The exit code of an outcome."""
    if outcome is Outcome.ERROR:
        return UNREADABLE
    return FINDINGS if outcome is Outcome.FAIL else CLEAN
