"""Which DAGs there are in which environment."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from opsgen.backends.airflow.dags import batch, dataset, model, monitor
from opsgen.backends.airflow.emit import common_file, dag_file
from opsgen.backends.airflow.environment import targets
from opsgen.backends.airflow.scheduled_part import subjects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.backends.api import Artifact
    from opsgen.graph import ProjectGraph

_OUTLINES = {"dataset": dataset.outline, "model": model.outline, "monitor": monitor.outline, "batch": batch.outline}


def artifacts(project: ProjectGraph) -> Iterator[Artifact]:
    """A DAG for each subject in each environment that Airflow runs, and the module that these share.

    Those that environments have in common follow each other: what is alike in them is then still at hand.
    """
    for alike in zip_longest(*map(_artifacts, targets(project))):
        yield from filter(None, alike)


def _artifacts(target: AirflowEnvironment) -> Iterator[Artifact]:
    scheduled = list(subjects(target))
    yield from common_file.artifacts(target, scheduled)
    for subject in scheduled:
        yield dag_file.artifact(target, _OUTLINES[subject.kind](target, subject))
