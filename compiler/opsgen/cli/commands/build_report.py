"""`opsgen build --report`: where each field of the spec went."""

from __future__ import annotations

import sys
from pathlib import Path


def report_fields(spec: str) -> None:
    """Print what became of each field; nothing of a spec with errors, of which nothing is made."""
    from opsgen.compile.pipeline import analyse
    from opsgen.report.field_usage.text import show
    from opsgen.terminal.color import Colors
    from opsgen.trace.field_usage import usages

    project = analyse(Path(spec)).project
    if project is not None:
        print(f"\n{show(usages(project), Colors.of(sys.stdout))}", end="")
