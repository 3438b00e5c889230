"""`opsgen run`: makes datasets, models and outputs of batch deployments on this machine, in the order of the graph."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from opsgen.cli.environments import choose
from opsgen.exit_codes import BUG, CLEAN, FINDINGS, SKIP, SUPERSEDED, UNREADABLE, USAGE
from opsgen.terminal.verbosity import detail, note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from opsgen.cli.environments import ChosenEnvironment
    from opsgen.graph.partitions.keys import Key
    from opsgen.runtime.local.execute import Outcome
    from opsgen.runtime.local.plan import Place, Unit

    Keys = dict[Place, set[Key]]

CHANGED = "OPSGEN_CHANGED"
"""The environment variable by which schedulers name partitions upstream that were built again."""
MISSING = "missing"
_WORST_FIRST = (BUG, USAGE, UNREADABLE, FINDINGS, SUPERSEDED)


class RunOptions(NamedTuple):
    """What to make of the targets."""

    partition: str = MISSING
    """`A..B`, both included, or `missing`."""
    skip: bool = False
    """Whether a run that makes nothing has an exit code of its own."""


def run(targets: Sequence[str], spec: Path | None, environment: str | None, options: RunOptions) -> int:
    """Run the targets, or everything that the environment can make."""
    from opsgen.graph.tasks import Commands
    from opsgen.runtime.local.partitions import Calendar, in_range
    from opsgen.runtime.local.plan import downstream, in_order, units_of
    from opsgen.runtime.local.targets import TargetError, changed_keys, keys_of, targets_of

    chosen = choose(spec, environment)
    if chosen is None:
        return USAGE
    graph = chosen.graph
    units, given, changed = units_of(graph, Commands(chosen.spec_file, graph.name)), None, None
    try:
        named = targets_of(targets, units, graph)
        ordered = list(in_order(units, named.chosen))
        if options.partition != MISSING:
            given = in_range(ordered, keys_of(named, options.partition, graph), Calendar(graph))
        elif text := os.environ.get(CHANGED):
            sources = changed_keys(text, graph)
            affected = {place for source in sources for place in downstream(units, source)}
            changed = in_range(list(in_order(units, affected)), sources, Calendar(graph))
    except TargetError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return USAGE
    if not ordered:
        note("nothing to run: opsgen makes no dataset, model or batch output of this spec")
        return CLEAN
    outcome = _execute(chosen, ordered, given, changed)
    if outcome.is_interrupted:
        raise KeyboardInterrupt
    if options.skip and not outcome.made and not outcome.failed:
        return SKIP
    # Others catch up with what is missing later, but nobody else makes the partitions that were asked for.
    is_late = options.partition != MISSING and not outcome.waiting.isdisjoint(named.named)
    return _worst([*outcome.codes, *([FINDINGS] if is_late else [])])


def _execute(chosen: ChosenEnvironment, units: Sequence[Unit], given: Keys | None, changed: Keys | None) -> Outcome:
    from datetime import UTC, datetime

    from opsgen.cli.run_view import RunView
    from opsgen.graph import tasks
    from opsgen.runtime.local.execute import LocalRun
    from opsgen.runtime.local.ledgers import published
    from opsgen.runtime.local.logs import folder_of
    from opsgen.runtime.local.partitions import Calendar, PartitionsToMake, longest_label
    from opsgen.runtime.local.processes import Processes
    from opsgen.runtime.staging import run_id

    graph, folder, start = chosen.graph, chosen.folder, time.monotonic()
    view = RunView([(unit, longest_label(graph, unit)) for unit in units])
    # All commands of a run have one id, as the tasks of a scheduler's run do.
    text = os.environ.get(run_id.VARIABLE) or run_id.new()
    run, variables = run_id.of(text), {**tasks.environment_variables(graph), run_id.VARIABLE: text}
    logs = folder_of(run)
    detail(f"run {run}, logs in {logs}")
    now = datetime.now(UTC)
    parts = PartitionsToMake(Calendar(graph), lambda name: published(graph, name, folder), now, given, changed)
    outcome = LocalRun(parts.of, Processes(folder, logs, variables, view.echo).run, view).execute(units)
    view.summary(outcome, run, time.monotonic() - start)
    return outcome


def _worst(codes: Iterable[int]) -> int:
    """The most serious exit code. Those of the project's own commands are failures."""
    known = {code if code in _WORST_FIRST else FINDINGS for code in codes}
    return next((code for code in _WORST_FIRST if code in known), CLEAN)
