"""`opsgen drift`: compares live inputs of a deployment with the training data of its model."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from opsgen.cli.environments import choose, is_known
from opsgen.cli.reports import format_name, write_report
from opsgen.exit_codes import CLEAN, NO_DATA, SKIP, USAGE

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.monitor import Monitor
    from opsgen.runtime.drift.result import DriftResult


def drift(
    deployment: str,
    spec: Path | None,
    environment: str | None,
    format_: str | None,
    report: Path | None,
    *,
    trigger: bool,
) -> int:
    """Compare the two datasets of a deployment's monitor, and report how much they differ."""
    from opsgen.runtime.check.result import Outcome
    from opsgen.runtime.drift.result import DriftStatus
    from opsgen.runtime.drift.run import Options, compare
    from opsgen.terminal.progress import Progress

    shown_as = format_name("drift", report, format_)
    chosen = None if shown_as is None else choose(spec, environment)
    monitor = _monitor(deployment, chosen.graph) if chosen is not None else None
    if shown_as is None or chosen is None or monitor is None:
        return USAGE
    with Progress(sys.stderr) as progress:
        options = Options(chosen.folder, progress)
        result = compare(chosen.graph, deployment, monitor, chosen.project, options)
    outcomes = {DriftStatus.DRIFT: Outcome.FAIL, DriftStatus.ERROR: Outcome.ERROR}
    outcome = outcomes.get(result.outcome, Outcome.PASS)
    code = write_report("drift", result, outcome, shown_as, report, chosen.folder)
    if outcome is Outcome.ERROR or code == USAGE:
        return code
    if result.outcome is DriftStatus.UNDECIDED and monitor.on_no_data != "ok":
        print(f"opsgen: {monitor.on_no_data}: {_undecided(result)} for `{deployment}`", file=sys.stderr)
        if monitor.on_no_data == "error":
            return NO_DATA
    if not trigger:
        return code
    return CLEAN if result.outcome is DriftStatus.DRIFT else SKIP


def _undecided(result: DriftResult) -> str:
    """Why there is no result."""
    if result.current.missing_times:
        return "rows without a time are left out of the data to compare"
    return "there is too little data to compare"


def _monitor(name: str, graph: EnvironmentGraph) -> Monitor | None:
    """The monitor of a deployment; None, after printing why, where it has none."""
    from opsgen.diagnostics.suggest import listed

    deployments = graph.spec.deployments
    if not is_known("deployment", name, deployments):
        return None
    watched = {each: deployment.monitor for each, deployment in graph.online() if deployment.monitor is not None}
    if name not in watched:
        which = f"{listed(watched)} has one" if watched else "no deployment of the spec has one"
        print(f"opsgen: `{name}` has no `monitor`; {which}", file=sys.stderr)
    return watched.get(name)
