"""The DAG of a dataset: a version of it is written, checked and published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow.dags import batch, doc_md
from opsgen.backends.airflow.dags.dag_spec import DagSpec
from opsgen.backends.airflow.dags.step import Command
from opsgen.exit_codes import SKIP, SUPERSEDED
from opsgen.graph import tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.backends.airflow.schedule import DagSchedule
    from opsgen.backends.airflow.scheduled_part import ScheduledPart
    from opsgen.graph import DatasetNode

PUBLISH_FINAL_CODES = (*tasks.FINAL_EXIT_CODES, SUPERSEDED)


def outline(target: AirflowEnvironment, subject: ScheduledPart) -> DagSpec:
    node = target.graph.datasets[subject.name]
    return DagSpec(
        subject,
        steps=tuple(_steps(target, node, subject.schedule)),
        variables={**tasks.environment_variables(target.graph), **_key_format(target, subject.schedule)},
        doc=doc_md.of_dataset(target.graph, node),
    )


def _key_format(target: AirflowEnvironment, schedule: DagSchedule) -> dict[str, str]:
    """How a task of Airflow 2.11 reads the key of its partition off the data interval of the run."""
    runs = schedule.partitioned
    if runs is None or runs.key_format is None or target.release.has_partitions:
        return {}
    return {"OPSGEN_PARTITION_FORMAT": runs.key_format}


def _steps(target: AirflowEnvironment, node: DatasetNode, schedule: DagSchedule) -> Iterator[Command]:
    write, outlets = _write(target, node), (node.name,)
    makes = schedule.partitioned.makes if schedule.partitioned is not None else "whole"
    if makes == "missing":
        judged = tasks.credentials(target.graph, tasks.judged_with(target.graph, node.name))
        run = write or Command("run", ())
        yield run._replace(
            task_id="run",
            words=target.commands.run_missing(node.name),
            outlets=outlets,
            credentials=tuple(dict.fromkeys([*run.credentials, *judged])),
            skip_on_exit_code=SKIP,
        )
        return
    if write is not None and makes == "ready":
        write = write._replace(words=(*write.words, "--skip"), skip_on_exit_code=SKIP)
    if write is not None and target.graph.runner == "kubernetes" and tasks.is_on_one_machine(target.graph, node.name):
        # Each pod has files of its own, so one pod takes all steps.
        whole = (*target.commands.produce(node), *(["--skip"] if makes == "ready" else []))
        codes = tasks.credentials(target.graph, tasks.judged_with(target.graph, node.name))
        credentials = tuple(dict.fromkeys([*write.credentials, *codes]))
        yield write._replace(task_id=node.producer.kind, words=whole, outlets=outlets, credentials=credentials)
        return
    if write is not None:
        yield write
    yield Command(
        "check",
        target.commands.produce(node, "check"),
        credentials=tasks.credentials(target.graph, tasks.judged_with(target.graph, node.name)),
        final_exit_codes=tasks.FINAL_EXIT_CODES,
    )
    yield Command(
        "publish",
        target.commands.produce(node, "publish"),
        outlets=outlets,
        credentials=tasks.credentials(target.graph, [node.name]),
        final_exit_codes=PUBLISH_FINAL_CODES,
    )


def _write(target: AirflowEnvironment, node: DatasetNode) -> Command | None:
    if deployment := target.producing(node):
        return batch.command(target, "write", *deployment)
    made = node.producer.ingest or node.producer.transform
    if made is None:
        return None
    read = tasks.credentials(target.graph, [*node.producer.inputs, node.name])
    return Command(
        "write",
        target.commands.produce(node, "write"),
        inlets=node.producer.inputs,
        credentials=tuple(dict.fromkeys([*read, *tasks.named_secrets(made.environment)])),
        execution=made,
    )
