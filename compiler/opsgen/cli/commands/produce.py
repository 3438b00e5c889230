"""`opsgen ingest`, `transform`, `batch` and `publish`: write a version of a dataset, check it, publish it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Literal, NamedTuple

from opsgen.cli.environments import choose, datasets, is_known
from opsgen.exit_codes import CLEAN, FINDINGS, SKIP, SUPERSEDED, UNREADABLE, USAGE
from opsgen.terminal.verbosity import detail, note

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from opsgen.cli.environments import ChosenEnvironment
    from opsgen.graph import DatasetNode, EnvironmentGraph
    from opsgen.graph.partitions.keys import Key
    from opsgen.language.dataset import Dataset
    from opsgen.language.deployment import BatchDeployment
    from opsgen.runtime.produce.steps import Production

Verb = Literal["transform", "ingest", "publish"]
Step = Literal["write", "check", "publish"]
PARTITION = "OPSGEN_PARTITION"
"""The environment variable by which schedulers give the key of a partition."""
ARTIFACTS = "OPSGEN_ARTIFACTS"
"""The environment variable with the folder of a model's files, where a platform has put them."""
ALL: tuple[Step, ...] = ("write", "check", "publish")


class ProduceOptions(NamedTuple):
    """How a version is made."""

    step: Step | None = None
    """The only step to run; all by default."""
    format: str | None = None
    report: Path | None = None
    """The format and the file of the report of the checks."""
    partition: str | None = None
    """The key of the partition that is made."""
    skip: bool = False
    """Whether a partition that waits for its inputs is not made, and has an exit code of its own."""


class _Run(NamedTuple):
    """One run of the steps."""

    chosen: ChosenEnvironment
    made: Production
    format: str
    report: Path | None


def produce(verb: Verb, name: str, spec: Path | None, environment: str | None, options: ProduceOptions) -> int:
    """Run one step that makes a version of a dataset, or all of them until one fails."""
    chosen = choose(spec, environment)
    if chosen is None or datasets([name], chosen.graph) is None:
        return USAGE
    if problem := _is_not_for(verb, chosen.graph.datasets[name]):
        print(f"opsgen: {problem}", file=sys.stderr)
        return USAGE
    return _run_steps(chosen, name, ALL[1:] if verb == "publish" else ALL, options)


def batch(name: str, spec: Path | None, environment: str | None, options: ProduceOptions) -> int:
    """Run a batch deployment; where it has an `output`, as the steps that make a version of that dataset."""
    chosen = choose(spec, environment)
    if chosen is None:
        return USAGE
    jobs = dict(chosen.graph.batch())
    if not is_known("batch deployment", name, jobs):
        return USAGE
    if jobs[name].output is None and options.step not in (None, "write"):
        print(f"opsgen: `{name}` has no `output`, so its only step is write", file=sys.stderr)
        return USAGE
    if jobs[name].output is None and options.partition is not None:
        print(f"opsgen: `{name}` has no `output`, so it has no partitions", file=sys.stderr)
        return USAGE
    if options.step in (None, "write") and (model := _fetched_model(chosen, jobs[name])):
        from opsgen.cli.commands.fetch_model import with_model

        return with_model(chosen, model, lambda files: _run_job(chosen, name, jobs[name], options, files))
    return _run_job(chosen, name, jobs[name], options)


def _run_job(
    chosen: ChosenEnvironment,
    name: str,
    job: BatchDeployment,
    options: ProduceOptions,
    model_files: Path | None = None,
) -> int:
    if job.output is not None:
        return _run_steps(chosen, job.output, ALL, options, model_files)
    from opsgen.runtime.produce.task import Attempt, batch_task
    from opsgen.runtime.staging import run_id

    def run() -> int:
        task = batch_task(chosen.graph, name, chosen.folder, model_files)
        task.run(chosen.graph, Attempt(run_id.given() or run_id.new()))
        return CLEAN

    return _safely(chosen.graph, name, run)


def _fetched_model(chosen: ChosenEnvironment, job: BatchDeployment) -> str | None:
    """The model whose files a job needs and nobody has put in a place for it."""
    if job.model is None or ARTIFACTS in os.environ or ARTIFACTS in job.environment:
        return None
    if chosen.graph.spec.models[job.model].registry is not None:
        return job.model
    from opsgen.cli.models import registry_of
    from opsgen.runtime.registry.registry import champion

    # Without a registry, the files may be in the image, in the place that the training command writes to.
    with registry_of(chosen, job.model) as registry:
        return job.model if registry.meaning(champion(chosen.graph.name)) else None


def _is_not_for(verb: Verb, node: DatasetNode) -> str | None:
    """Why a verb does not make a dataset, and which command does."""
    kind, name = node.producer.kind, node.name
    if kind == "batch":
        return (
            f"the deployment `{node.producer.deployment}` makes `{name}`; run opsgen batch {node.producer.deployment}"
        )
    right = kind if kind in ("transform", "ingest") else "publish"
    if verb == right:
        return None
    what = (
        "is not made by an `ingest` or a `transform`"
        if right == "publish"
        else f"has an `{right}`"
        if right == "ingest"
        else f"has a `{right}`"
    )
    return f"`{name}` {what}; run opsgen {right} {name}"


def _run_steps(
    chosen: ChosenEnvironment,
    name: str,
    steps: tuple[Step, ...],
    options: ProduceOptions,
    model_files: Path | None = None,
) -> int:
    from datetime import timedelta

    from opsgen.cli.reports import format_name
    from opsgen.graph.partitions.keys import InvalidKeyError
    from opsgen.language.values import seconds
    from opsgen.runtime.produce.steps import Production
    from opsgen.runtime.staging import run_id
    from opsgen.runtime.staging.ledger import Version

    format_, run = format_name("check", options.report, options.format), run_id.given()
    if format_ is None:
        return USAGE
    if options.step is not None and run is None:
        what = "the steps of one run find each other by it; set it to any text"
        print(f"opsgen: --step needs the environment variable {run_id.VARIABLE}: {what}", file=sys.stderr)
        return USAGE
    try:
        key = _key(chosen.graph.spec.datasets[name], name, options.partition)
    except InvalidKeyError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return USAGE
    checks_inputs = options.skip and options.step in (None, "write")
    if checks_inputs and key is not None and (missing := _waits_for(chosen, name, key)):
        note(f"{name} {key} waits for {missing}")
        return SKIP
    kept = timedelta(seconds=seconds(chosen.graph.spec.datasets[name].keep_rejected))
    version = Version("" if key is None else str(key), run or run_id.new())
    made = Production(chosen.graph, name, version, chosen.folder, kept, key, model_files)
    run_of_steps = _Run(chosen, made, format_, options.report)
    for step in steps if options.step is None else (options.step,):
        code = _safely(chosen.graph, name, lambda step=step: _run_step(step, run_of_steps))  # type: ignore[misc]
        if code != CLEAN:
            return code
    return CLEAN


def _key(dataset: Dataset, name: str, given: str | None) -> Key | None:
    """The partition to make: that of the option, or of the variable that schedulers set. Raises InvalidKeyError."""
    from opsgen.graph.partitions.declared import made_by_partition
    from opsgen.graph.partitions.keys import EXAMPLES, InvalidKeyError

    partitioning = made_by_partition(dataset)
    if partitioning is None:
        if given is not None:
            raise InvalidKeyError(f"`{name}` is made as a whole, so --partition means nothing for it")
        return None  # The variable can be that of an upstream dataset, whose new partition started the run.
    text = given or os.environ.get(PARTITION)
    if not text:
        example = f"--partition {EXAMPLES[partitioning.by]}"
        raise InvalidKeyError(f"`{name}` is partitioned by {partitioning.by}; say which one to make: {example}")
    return partitioning.parse(text)


def _waits_for(chosen: ChosenEnvironment, name: str, key: Key) -> str:
    """What is missing of the inputs of a partition, as `opsgen run` reports it."""
    from datetime import UTC, datetime

    from opsgen.graph.tasks import Commands
    from opsgen.runtime.local.ledgers import published
    from opsgen.runtime.local.partitions import Calendar, PartitionsToMake
    from opsgen.runtime.local.plan import Place, units_of

    graph = chosen.graph
    unit = units_of(graph, Commands(chosen.spec_file, graph.name)).by_place[Place("datasets", name)]
    parts = PartitionsToMake(
        Calendar(graph), lambda each: published(graph, each, chosen.folder), datetime.now(UTC), {unit.place: {key}}
    )
    return "".join(part.waits_for for part in parts.of(unit))


def _safely(graph: EnvironmentGraph, name: str, step: Callable[[], int]) -> int:
    """Run a step, and turn its errors into messages and exit codes."""
    from opsgen.runtime.check.masking import message
    from opsgen.runtime.engines.engine import LimitError, QueryError, UnreadableError
    from opsgen.runtime.produce.task import CommandFailedError, where
    from opsgen.runtime.staging.ledger import LedgerError
    from opsgen.runtime.staging.store import StagingError, SupersededError
    from opsgen.sql.safety.refusal import RefusedSqlError

    try:
        return step()
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
        print(f"opsgen: {name}: {_refused(error)}", file=sys.stderr)
        return UNREADABLE
    return FINDINGS


def _refused(error: OSError) -> str:
    """Which file the system does not let be read or written, and why."""
    file, reason = error.filename2 or error.filename, error.strerror or str(error) or type(error).__name__
    return reason if file is None else f"{file}: {reason}"


def _run_step(step: Step, run: _Run) -> int:
    from opsgen.graph.rules import quarantine_of
    from opsgen.runtime.produce import in_place, steps

    name = run.made.dataset
    module = steps if run.made.graph.datasets[name].is_staged else in_place
    detail(f"{step} {name}, run {run.made.version.run}")
    if step == "write":
        module.write(run.made)
        detail(f"wrote {name}; it is not published yet")
        return CLEAN
    if step == "check":
        return _check(module, run)
    entry = module.publish(run.made)
    rows = "" if entry is None or entry.rows is None else f": {entry.rows:,} row{'' if entry.rows == 1 else 's'}"
    if entry is not None and entry.quarantined is not None:
        place = quarantine_of(name, run.made.graph.spec.datasets[name])
        rows += f", {entry.quarantined.rows:,} quarantined in {place}"
    which = f" {run.made.key}" if run.made.key is not None else ""
    note(f"published {name}{which}{rows}")
    return CLEAN


def _check(module: ModuleType, run: _Run) -> int:
    from opsgen.cli.reports import write_report
    from opsgen.runtime.check.failing_rows import Examples
    from opsgen.runtime.check.run import Options
    from opsgen.terminal.progress import Progress

    folder = run.chosen.folder
    with Progress(sys.stderr) as progress:
        result = module.judge(run.made, run.chosen.project, Options(folder, Examples(), progress))
    code = write_report("check", result, result.outcome, run.format, run.report, folder)
    if code == FINDINGS:
        print(f"opsgen: {_rejection(run, result.datasets[0].location)}", file=sys.stderr)
    return code


def _rejection(run: _Run, place: str) -> str:
    """What a failed check means for readers, and where the rejected rows are."""
    name, graph = run.made.dataset, run.made.graph
    if not graph.datasets[name].is_staged:
        return f"{name} failed its checks, and readers can see its rows: it is published in place"
    kept = graph.spec.datasets[name].keep_rejected
    kept_at = f"they are kept at {place} until the next run, for {kept} at most"
    return f"{name} is not published: the new rows failed its checks; {kept_at}"
