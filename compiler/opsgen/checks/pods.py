"""Which environments run Airflow's tasks in pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph


def environments_with_pods(graph: EnvironmentGraph) -> Iterator[str]:
    """Their names; none where there are no DAGs."""
    if graph.spec.outputs.airflow is not None:
        for name, environment in graph.spec.environments.items():
            if environment.runner == "kubernetes":
                yield name
