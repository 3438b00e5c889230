"""`opsgen transform`, `opsgen ingest` and `opsgen publish`: make a version of a dataset in three steps."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

from opsgen.cli.environments import choose, datasets
from opsgen.cli.exit_codes import CLEAN, FINDINGS, SUPERSEDED, UNREADABLE, USAGE
from opsgen.terminal.verbosity import detail, note

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from opsgen.cli.environments import ChosenEnvironment
    from opsgen.graph import DatasetNode
    from opsgen.runtime.produce.steps import Production

Verb = Literal["transform", "ingest", "publish"]
Step = Literal["write", "check", "publish"]
STEPS: dict[Verb, tuple[Step, ...]] = {
    "transform": ("write", "check", "publish"),
    "ingest": ("write", "check", "publish"),
    "publish": ("check", "publish"),
}


def produce(
    verb: Verb,
    name: str,
    spec: Path | None,
    environment: str | None,
    step: Step | None,
    format_: str | None,
    report: Path | None,
) -> int:
    """Run one step, or all of them until one fails."""
    from datetime import timedelta

    from opsgen.cli.reports import format_name
    from opsgen.language.values import seconds
    from opsgen.runtime.produce.steps import Production
    from opsgen.runtime.staging import run_id
    from opsgen.runtime.staging.ledger import Version

    shown_as = format_name("check", report, format_)
    chosen = None if shown_as is None else choose(spec, environment)
    if shown_as is None or chosen is None or datasets([name], chosen.graph) is None:
        return USAGE
    problem = _is_not_for(verb, chosen.graph.datasets[name])
    run = run_id.given()
    if step is not None and run is None:
        problem = f"--step needs {run_id.VARIABLE}: the steps of one run find each other by it; set it to any text"
    if problem is not None:
        print(f"opsgen: {problem}", file=sys.stderr)
        return USAGE
    kept = timedelta(seconds=seconds(chosen.graph.spec.datasets[name].keep_rejected))
    made = Production(chosen.graph, name, Version("", run or run_id.new()), chosen.folder, kept)
    for each in STEPS[verb] if step is None else (step,):
        code = _safely(each, chosen, made, shown_as, report)
        if code != CLEAN:
            return code
    return CLEAN


def _is_not_for(verb: Verb, node: DatasetNode) -> str | None:
    """Why a verb does not make a dataset, and which one does."""
    right = {"transform": "transform", "ingest": "ingest"}.get(node.producer.kind, "publish")
    if verb == right:
        return None
    what = f"has a `{right}`" if right != "publish" else "is not made by an `ingest` or a `transform`"
    return f"`{node.name}` {what}; run opsgen {right} {node.name}"


def _safely(step: Step, chosen: ChosenEnvironment, made: Production, format_: str, report: Path | None) -> int:
    from opsgen.runtime.check.masking import message
    from opsgen.runtime.engines.engine import LimitError, QueryError, UnreadableError
    from opsgen.runtime.produce.task import CommandFailedError, where
    from opsgen.runtime.staging.ledger import LedgerError
    from opsgen.runtime.staging.store import StagingError, SupersededError
    from opsgen.sql.safety.refusal import RefusedSqlError

    name, graph = made.dataset, made.graph
    try:
        return _run(step, chosen, made, format_, report)
    except SupersededError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return SUPERSEDED
    except (UnreadableError, LimitError, LedgerError) as error:
        print(f"opsgen: {name}: {error}", file=sys.stderr)
        return UNREADABLE
    except (StagingError, CommandFailedError) as error:
        print(f"opsgen: {name}: {error}", file=sys.stderr)
    except RefusedSqlError as error:
        print(f"opsgen: {where(graph, name)}: {error}", file=sys.stderr)
    except QueryError as error:
        read = (graph.spec.datasets[each] for each in (*graph.datasets[name].producer.inputs, name))
        print(f"opsgen: {where(graph, name)}: {message(str(error), read)}", file=sys.stderr)
    except OSError as error:
        print(f"opsgen: {name}: {error.filename} cannot be written: {error.strerror}", file=sys.stderr)
        return UNREADABLE
    return FINDINGS


def _run(step: Step, chosen: ChosenEnvironment, made: Production, format_: str, report: Path | None) -> int:
    from opsgen.runtime.produce import in_place, steps
    from opsgen.runtime.produce.mode import is_staged

    module = steps if is_staged(made.graph.datasets[made.dataset]) else in_place
    detail(f"{step} {made.dataset}, run {made.version.run}")
    if step == "write":
        module.write(made)
        note(f"wrote {made.dataset}; it is not published yet")
        return CLEAN
    if step == "check":
        return _check(module, chosen, made, format_, report)
    entry = module.publish(made)
    rows = "" if entry is None or entry.rows is None else f": {entry.rows:,} row{'' if entry.rows == 1 else 's'}"
    note(f"published {made.dataset}{rows}")
    return CLEAN


def _check(module: ModuleType, chosen: ChosenEnvironment, made: Production, format_: str, report: Path | None) -> int:
    from opsgen.cli.reports import write_report
    from opsgen.runtime.check.failing_rows import Examples
    from opsgen.runtime.check.run import Options
    from opsgen.terminal.progress import Progress

    with Progress(sys.stderr) as progress:
        result = module.judge(made, chosen.project, Options(chosen.folder, Examples(), progress))
    code = write_report("check", result, result.outcome, format_, report, chosen.folder)
    if code == FINDINGS:
        print(f"opsgen: {made.dataset} is not published: the new rows failed its checks", file=sys.stderr)
    return code
