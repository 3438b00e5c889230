"""What a user sees of a bug in opsgen, and can report."""

from __future__ import annotations

import platform
import shlex
import traceback
from pathlib import Path

from opsgen import __version__
from opsgen.terminal.escape import safe


def bug_report(arguments: list[str], error: Exception) -> str:
    """The text that a user can report a bug with."""
    frames = traceback.extract_tb(error.__traceback__)
    # File names without their folders: a public bug report should not reveal private paths.
    where = "\n".join(f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames[-12:])
    report = (
        "\nThis is a bug in opsgen, not in your spec. Nothing was written.\n"
        "Please report it with the lines below and, if you can, the spec that shows it.\n\n"
        f"opsgen {__version__}, Python {platform.python_version()}, {platform.system()}\n"
        f"command: opsgen {shlex.join(arguments)}\n"
        f"{type(error).__name__}: {error}\n{where}"
    )
    return "\n".join(map(safe, report.split("\n")))
