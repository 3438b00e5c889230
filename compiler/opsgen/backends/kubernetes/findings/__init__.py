"""What Kubernetes cannot express or would refuse, each with its place in the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.kubernetes.findings import environment, environments, jobs, servers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.kubernetes.component import File, Target
    from opsgen.diagnostics import Code, Finding


def of_targets(targets: Sequence[Target]) -> Iterator[tuple[Code, Finding]]:
    """What concerns all environments together."""
    for check in environments.CHECKS:
        yield from check(targets)


def of_target(target: Target, files: Sequence[File]) -> Iterator[tuple[Code, Finding]]:
    """What concerns one environment."""
    for check in environment.CHECKS:
        yield from check(target, files)
    for name, server in target.graph.online():
        for check_server in servers.CHECKS:
            yield from check_server(target, name, server)
    for name, job in target.graph.batch():
        for check_job in jobs.CHECKS:
            yield from check_job(target, name, job)
