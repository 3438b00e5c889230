"""`opsgen build --report`: which backends use each field of the spec."""

from __future__ import annotations

import sys
from pathlib import Path


def report_fields(spec: str) -> None:
    """Print the usage of each field; nothing for a spec with errors, which is not built."""
    from opsgen.compile.pipeline import analyse
    from opsgen.report.field_usage.text import show
    from opsgen.terminal.color import Colors
    from opsgen.trace.field_usage import usages

    project = analyse(Path(spec)).project
    if project is not None:
        print(f"\n{show(usages(project), Colors.of(sys.stdout))}", end="")
