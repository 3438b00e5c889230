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

    from opsgen.cli.environments import ChosenEnvironment
    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.partitions.keys import Key
    from opsgen.runtime.check.result import CheckResult
    from opsgen.runtime.check.run import Options


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
    partition: str | None = None,
    cached: bool = True,
) -> int:
    """Run the rules of these datasets, or of all, and report the results.

    With `partition`, run those of the published partitions `A..B` of one dataset. With `cached`, files that have not
    changed since their last check are not read, unless their rows are wanted.
    """
    from opsgen.cache.check_results import CheckResults
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
    keys = None if partition is None else _keys(chosen.graph, wanted, partition)
    if partition is not None and keys is None:
        return USAGE
    with Progress(sys.stderr) as progress:
        is_cached = cached and not sample and failures is None
        results = CheckResults(chosen.folder) if is_cached else None
        options = Options(chosen.folder, Examples(sample, failures, raw), progress, results=results)
        if keys is None:
            result = check(chosen.graph, wanted, chosen.project, options)
        else:
            result = _check_partitions(chosen, wanted[0], keys, options)
    return write_report("check", result, result.outcome, shown_as, report, chosen.folder)


def _keys(graph: EnvironmentGraph, names: Sequence[str], given: str) -> list[Key] | None:
    """The keys of `A..B`; None, after printing why, where they are none of the only dataset."""
    from opsgen.graph.partitions.declared import partitioning_of
    from opsgen.graph.partitions.keys import InvalidKeyError

    partitioning = partitioning_of(graph.spec.datasets[names[0]]) if len(names) == 1 else None
    if partitioning is None:
        what = f"`{names[0]}` has no partitions" if len(names) == 1 else "name the one dataset that has them"
        print(f"opsgen: --partition: {what}", file=sys.stderr)
        return None
    try:
        return partitioning.parse_range(given)
    except InvalidKeyError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return None


def _check_partitions(chosen: ChosenEnvironment, name: str, keys: list[Key], options: Options) -> CheckResult:
    from opsgen.runtime.produce.partition import check_published

    return check_published(chosen.graph, name, keys, chosen.folder, chosen.project, options)
