"""`opsgen build --report`: where each field of the spec went."""

from __future__ import annotations

import sys
from pathlib import Path


def report_fields(spec: str) -> None:
    """Print what became of each field; nothing of a spec with errors, of which nothing is made."""
    from opsgen.pipeline import analyse
    from opsgen.report.paint import Paint
    from opsgen.usage.fates import usages
    from opsgen.usage.text import show

    project = analyse(Path(spec)).project
    if project is not None:
        print(f"\n{show(usages(project), Paint.of(sys.stdout))}", end="")
