"""What is said of a DAG as a whole."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from opsgen.backends.airflow import runners
from opsgen.backends.airflow.dags.step import Command
from opsgen.backends.airflow.emit import asset, duration
from opsgen.backends.airflow.scheduled_part import own_tags
from opsgen.graph import tasks
from opsgen.render.encode.python import Call, Shared, call

if TYPE_CHECKING:
    from opsgen.backends.airflow.dags.dag_spec import DagSpec
    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.backends.airflow.partitions import PartitionedRuns
    from opsgen.backends.airflow.schedule import DagSchedule
    from opsgen.backends.airflow.scheduled_part import ScheduledPart


_START_OF = {"day": "StartOfDayMapper", "month": "StartOfMonthMapper"}


def arguments(target: AirflowEnvironment, outline: DagSpec) -> dict[str, object]:
    """The arguments of `DAG`."""
    subject = outline.subject
    runs = subject.runs
    executions = [step.execution for step in outline.steps if isinstance(step, Command)]
    return {
        "dag_id": target.dag_id(subject.kind, subject.name),
        "description": _description(subject),
        "doc_md": outline.doc,
        "schedule": _schedule(target, subject.schedule),
        "start_date": _start_date(runs.start_date or target.output.start_date, subject.schedule.timezone),
        "catchup": runs.catchup,
        "max_active_runs": runs.max_active_runs,
        "dagrun_timeout": _timeout(duration.of_run(executions)),
        "default_args": _default_args(target, outline),
        "tags": call("tags", subject.component, target.graph.owner(subject.part), *own_tags(target, subject)),
    }


def _description(subject: ScheduledPart) -> str:
    lines = (subject.part.description or "").strip().splitlines()
    return lines[0] if lines else subject.component


def _schedule(target: AirflowEnvironment, schedule: DagSchedule) -> object:
    runs = schedule.partitioned
    if runs is not None and runs.key_format is not None:
        return _by_clock(target, schedule, runs.key_format)
    if runs is not None and runs.datasets and schedule.cron is None:
        return _by_partition(target, runs)
    assets = [asset.variable(target, dataset) for dataset in schedule.datasets]
    if schedule.cron is None:
        return assets or None
    timetable = call("CronTriggerTimetable", schedule.cron, timezone=schedule.timezone)
    return target.release.asset_or_time(timetable, assets) if assets else timetable


def _by_clock(target: AirflowEnvironment, schedule: DagSchedule, key_format: str) -> Call:
    """A timetable whose runs are each for the partition with the tick before, which has just ended."""
    if not target.release.has_partitions:
        return call("CronDataIntervalTimetable", schedule.cron, timezone=schedule.timezone)
    return call(
        "CronPartitionTimetable", schedule.cron, timezone=schedule.timezone, run_offset=-1, key_format=key_format
    )


def _by_partition(target: AirflowEnvironment, runs: PartitionedRuns) -> object:
    """Each event of a partition starts a run."""
    assets = [asset.variable(target, dataset) for dataset in runs.datasets]
    if len(assets) == 1 and not runs.has_keys:
        return assets
    # Mappers that wait for all partitions (`RollupMapper`, `AssetAll`) would do so again when one is built again.
    joined = assets[0] if len(assets) == 1 else call(f"{target.release.asset_class}Any", *assets)
    if not runs.has_keys:
        return joined
    mappers = {
        asset.variable(target, name): call(_START_OF[grain], input_format=format_)
        for name, (format_, grain) in runs.start_of.items()
    }
    return call("PartitionedAssetTimetable", assets=joined, **({"partition_mapper_config": mappers} if mappers else {}))


@cache
def _start_date(written: str, timezone: str) -> Shared:
    day = date.fromisoformat(written)
    return Shared(call("pendulum.datetime", day.year, day.month, day.day, tz=timezone))


@cache
def _timeout(seconds: float) -> Shared:
    return Shared(duration.timedelta(seconds))


def _default_args(target: AirflowEnvironment, outline: DagSpec) -> Call:
    """The arguments of all tasks, besides those that the DAGs of an environment share."""
    used, shared = runners.of(target), tasks.environment_variables(target.graph)
    own = {name: used.text(value) for name, value in outline.variables.items() if shared.get(name) != value}
    given = {
        **({"dag_env": own} if own else {}),
        **({"depends_on_past": True} if outline.subject.runs.depends_on_past else {}),
        **used.default_arguments(outline),
    }
    return call("default_args", target.graph.owner(outline.subject.part), **given)
