"""What a command prints, also as Markdown in a file, such as the summary of a job on GitHub."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Callable

_COLOR = re.compile(r"\x1b\[[0-9;]*m")


class _Copied:
    """Standard output that keeps a copy of what is written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._copy = stream, io.StringIO()

    def write(self, text: str) -> int:
        self._copy.write(text)
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @property
    def copy(self) -> str:
        """What was written, without colors."""
        return _COLOR.sub("", self._copy.getvalue())


def with_summary(title: str, file: Path, run: Callable[[], int]) -> int:
    """Run a command, and write what it printed to the file. Returns its exit code, or 2 if the file is not written."""
    from opsgen.cli.reports import write_file
    from opsgen.exit_codes import USAGE
    from opsgen.report.markdown import block, code

    copied = _Copied(sys.stdout)
    with contextlib.redirect_stdout(cast("TextIO", copied)):
        result = run()
    text = f"<p>{code(title)}</p>\n\n{block(copied.copy)}"
    return result if write_file(file, text, Path.cwd()) else USAGE
