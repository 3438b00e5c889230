"""The program as a user runs it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def opsgen(*arguments: object, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run opsgen in a folder; its output is text, without colours."""
    return subprocess.run(
        [sys.executable, "-m", "opsgen", *map(str, arguments)],
        cwd=folder,
        env=os.environ | {"NO_COLOR": "1"} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
