"""Airflow's tasks run in pods of an environment that does not say in which namespace.

Why: they would run wherever the scheduler happens to run, beside its secrets and under its quotas.

Example:

    environments:
      prod: {runner: kubernetes}

Use instead:

    environments:
      prod:
        runner: kubernetes
        kubernetes: {namespace: flight-delays}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks.pods import environments_with_pods
from opsgen.diagnostics import Code, Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("PLT203", "namespace-needed", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name in environments_with_pods(graph):
        if graph.spec.environments[name].kubernetes is None:
            message = f"environment `{name}` does not say in which namespace its pods run"
            help_ = ("add `kubernetes: {namespace: NAME}` to the environment",)
            yield Finding(Place(("environments", name, "runner")), message, help_)
