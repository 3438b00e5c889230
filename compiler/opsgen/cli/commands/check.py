"""`opsgen check`: runs the quality rules of datasets on their data."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from opsgen.cli.environments import choose, datasets
from opsgen.cli.reports import format_name, write_report
from opsgen.cli.user_files import leads_astray
from opsgen.exit_codes import USAGE
from opsgen.source.access import may_write_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def check(
    names: Sequence[str],
    spec: Path | None,
    environment: str | None,
    format_: str | None,
    report: Path | None,
    *,
    sample: int = 0,
    failures: Path | None = None,
    raw: bool = False,
) -> int:
    """Run the rules of these datasets, or of all, and report the results."""
    from opsgen.runtime.check.failing_rows import Examples
    from opsgen.runtime.check.run import Options, check
    from opsgen.terminal.progress import Progress

    if raw and failures is None:
        print("opsgen: --raw needs --store-failures", file=sys.stderr)
        return USAGE
    shown_as = format_name("check", report, format_)
    chosen = None if shown_as is None else choose(spec, environment)
    if shown_as is None or chosen is None:
        return USAGE
    wanted = datasets(names, chosen.graph)
    if wanted is None:
        return USAGE
    if failures is not None and may_write_at(failures, chosen.folder) is None:
        print(f"opsgen: rows are not stored: {leads_astray(failures)}", file=sys.stderr)
        return USAGE
    with Progress(sys.stderr) as progress:
        options = Options(chosen.folder, Examples(sample, failures, raw), progress)
        result = check(chosen.graph, wanted, chosen.project, options)
    return write_report("check", result, result.outcome, shown_as, report, chosen.folder)
