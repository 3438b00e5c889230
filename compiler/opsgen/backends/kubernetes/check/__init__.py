"""Report what Kubernetes cannot express or would reject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.kubernetes.check import environment, environments, jobs, servers
from opsgen.backends.kubernetes.environment import targets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.kubernetes.environment import KubernetesEnvironment
    from opsgen.diagnostics.model import Code, Finding
    from opsgen.graph import ProjectGraph


def of_project(project: ProjectGraph) -> Iterator[tuple[Code, Finding]]:
    """Yield findings for all environments together, then for each one."""
    found = list(targets(project))
    for check in environments.CHECKS:
        yield from check(found)
    for target in found:
        yield from _of_target(target)


def _of_target(target: KubernetesEnvironment) -> Iterator[tuple[Code, Finding]]:
    for check in environment.CHECKS:
        yield from check(target)
    for name, server in target.graph.online():
        for check_server in servers.CHECKS:
            yield from check_server(target, name, server)
    for name, job in target.graph.batch():
        for check_job in jobs.CHECKS:
            yield from check_job(target, name, job)
