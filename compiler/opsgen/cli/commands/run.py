"""`opsgen run`: makes datasets, models and outputs of batch deployments on this machine, in the order of the graph."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from opsgen.cli.environments import choose
from opsgen.exit_codes import BUG, CLEAN, FINDINGS, SUPERSEDED, UNREADABLE, USAGE
from opsgen.terminal.verbosity import detail, note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from opsgen.cli.environments import ChosenEnvironment
    from opsgen.runtime.local.execute import Outcome
    from opsgen.runtime.local.plan import Unit

_WORST_FIRST = (BUG, USAGE, UNREADABLE, FINDINGS, SUPERSEDED)


def run(targets: Sequence[str], spec: Path | None, environment: str | None) -> int:
    """Run the targets, or everything that the environment can make."""
    from opsgen.graph.tasks import Commands
    from opsgen.runtime.local.plan import in_order, units_of
    from opsgen.runtime.local.targets import TargetError, places_of

    chosen = choose(spec, environment)
    if chosen is None:
        return USAGE
    units = units_of(chosen.graph, Commands(chosen.spec_file, chosen.graph.name))
    try:
        ordered = list(in_order(units, places_of(targets, units, chosen.graph)))
    except TargetError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return USAGE
    if not ordered:
        note("nothing to run: opsgen makes no dataset, model or batch output of this spec")
        return CLEAN
    outcome = _execute(chosen, ordered)
    if outcome.is_interrupted:
        raise KeyboardInterrupt
    return _worst(outcome.codes)


def _execute(chosen: ChosenEnvironment, units: Sequence[Unit]) -> Outcome:
    from opsgen.cli.run_view import RunView
    from opsgen.graph import tasks
    from opsgen.runtime.local.execute import execute
    from opsgen.runtime.local.logs import folder_of
    from opsgen.runtime.local.processes import Processes
    from opsgen.runtime.staging import run_id

    view, start = RunView(units), time.monotonic()
    # All commands of a run have one id, as the tasks of a scheduler's run do.
    given = os.environ.get(run_id.VARIABLE) or run_id.new()
    run, variables = run_id.of(given), {**tasks.environment_variables(chosen.graph), run_id.VARIABLE: given}
    logs = folder_of(run)
    detail(f"run {run}, logs in {logs}")
    outcome = execute(units, Processes(chosen.folder, logs, variables, view.echo).run, view)
    view.summary(outcome, run, time.monotonic() - start)
    return outcome


def _worst(codes: Iterable[int]) -> int:
    """The most serious exit code. Those of the project's own commands are failures."""
    known = {code if code in _WORST_FIRST else FINDINGS for code in codes}
    return next((code for code in _WORST_FIRST if code in known), CLEAN)
