"""`opsgen check`: the quality rules of datasets, run on their data."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from opsgen.cli.environments import choose, datasets
from opsgen.cli.guard import CLEAN, FINDINGS, USAGE
from opsgen.quality.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opsgen.quality.result import CheckResult

UNREADABLE = 4
"""The exit code where data could not be read, so that nothing can be said of it."""


def check(
    names: Sequence[str],
    spec: Path | None,
    environment: str | None,
    format_: str,
    report: Path | None,
    failures: Path | None,
    sample: int,
) -> int:
    """Run the rules of these datasets, or of all, and report what came of them."""
    from opsgen.quality.examples import Examples
    from opsgen.quality.report.progress import Progress
    from opsgen.quality.run import Options, check

    chosen = choose(spec, environment)
    if chosen is None:
        return USAGE
    wanted = datasets(names, chosen.graph)
    if wanted is None:
        return USAGE
    with Progress(sys.stderr) as progress:
        options = Options(chosen.folder, Examples(sample, failures), progress)
        result = check(chosen.graph, wanted, chosen.project, options)
    _report(result, format_, report)
    return _code(result)


def _report(result: CheckResult, format_: str, file: Path | None) -> None:
    """The report goes to the file, where one is given, and a table to whoever watches."""
    from opsgen.quality.report.formats import FORMATS
    from opsgen.report.paint import Paint

    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(FORMATS[format_](result, Paint(on=False)), encoding="utf-8", newline="\n")
        format_ = "text"
    print(FORMATS[format_](result, Paint.of(sys.stdout)), end="")


def _code(result: CheckResult) -> int:
    if result.outcome is Outcome.ERROR:
        return UNREADABLE
    return FINDINGS if result.outcome is Outcome.FAIL else CLEAN
