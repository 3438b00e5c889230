"""Makes versions of datasets, without a command line."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from typing import TYPE_CHECKING

from opsgen.graph.partitions.declared import partitioning_of
from opsgen.runtime.check.failing_rows import Examples
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.check.run import Options
from opsgen.runtime.produce import steps
from opsgen.runtime.produce.steps import Production
from opsgen.runtime.staging import run_id
from opsgen.runtime.staging.ledger import Version
from runtime.check.lab import Steps

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.check.result import CheckResult

DAY = timedelta(days=1)


def production(graph: EnvironmentGraph, name: str, folder: Path, partition: str = "") -> Production:
    """A version of a dataset or of one of its partitions, of a run of its own."""
    partitioning = partitioning_of(graph.spec.datasets[name])
    key = partitioning.parse(partition) if partitioning is not None and partition else None
    return Production(graph, name, Version(partition, run_id.new()), folder, DAY, key)


def make(graph: EnvironmentGraph, name: str, folder: Path, partition: str = "") -> CheckResult:
    """Run all steps, up to the check if that fails."""
    made = production(graph, name, folder, partition)
    steps.write(made)
    result = judge(made)
    if result.outcome is Outcome.PASS:
        steps.publish(made)
    return result


def judge(made: Production) -> CheckResult:
    return steps.judge(made, "lab", Options(made.folder, Examples(), Steps()))


def transform(graph: EnvironmentGraph, name: str, sql: str, folder: Path) -> None:
    """Build a dataset with this SQL, check it and publish it."""
    node = graph.datasets[name]
    changed = copy(node.producer.transform)
    assert changed is not None
    changed.__dict__["sql"] = sql
    producer = node.producer._replace(transform=changed)
    other = graph._replace(datasets={**graph.datasets, name: node._replace(producer=producer)})
    made = production(other, name, folder)
    steps.write(made)
    judge(made)
    steps.publish(made)
