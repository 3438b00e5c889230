"""The DAG of a monitor: it looks for drift and, where the model asks for it, starts a training."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from opsgen.backends.airflow.dags import doc_md
from opsgen.backends.airflow.dags.dag_spec import DagSpec
from opsgen.backends.airflow.dags.step import Command, Trigger
from opsgen.exit_codes import NO_DATA, SKIP
from opsgen.graph import tasks

if TYPE_CHECKING:
    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.backends.airflow.scheduled_part import ScheduledPart
    from opsgen.language.deployment import OnlineDeployment
    from opsgen.language.monitor import Monitor


def outline(target: AirflowEnvironment, subject: ScheduledPart) -> DagSpec:
    deployment = cast("OnlineDeployment", subject.part)
    name, monitor, retrained = subject.name, cast("Monitor", deployment.monitor), _retrained(target, deployment)
    return DagSpec(
        subject,
        steps=(
            _drift(target, name, monitor, triggers=retrained is not None),
            *([Trigger("retrain", target.dag_id("model", retrained))] if retrained else []),
        ),
        variables={**tasks.environment_variables(target.graph), "OPSGEN_DEPLOYMENT": name},
        doc=doc_md.of_monitor(target.graph, deployment, monitor),
    )


def _retrained(target: AirflowEnvironment, deployment: OnlineDeployment) -> str | None:
    """The model that drift has trained anew."""
    if deployment.model is None:
        return None
    retrain = target.graph.spec.models[deployment.model].retrain
    return deployment.model if retrain and retrain.on_drift else None


def _drift(target: AirflowEnvironment, name: str, monitor: Monitor, *, triggers: bool) -> Command:
    watched = (monitor.reference, monitor.current)
    return Command(
        "drift",
        target.commands.drift(name, triggers=triggers),
        inlets=watched,
        credentials=tasks.credentials(target.graph, watched),
        skip_on_exit_code=SKIP if triggers else None,
        final_exit_codes=(*tasks.FINAL_EXIT_CODES, NO_DATA),
    )
