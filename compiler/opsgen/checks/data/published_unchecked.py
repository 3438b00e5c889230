"""A command writes a dataset, and the spec does not say whether it is checked before or after it is published.

Why: a command that writes to the dataset itself replaces good data with data that no rule has checked yet. With
`publish: after_checks`, the command writes to the place that `OPSGEN_OUTPUT` names. opsgen checks the data there and
publishes it only if it passes. `publish: in_place` states that readers may see unchecked data.

Example:

    flights:
      ingest: {command: [python, -m, my_project.ingest]}

Use instead:

    flights:
      ingest: {command: [python, -m, my_project.ingest]}    # writes to $OPSGEN_OUTPUT
      publish: after_checks
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import DatasetNode, EnvironmentGraph

CODE = Code("DAT113", "published-unchecked", __doc__, Severity.WARNING)

HELP = (
    "write `publish: after_checks` if the command writes to `OPSGEN_OUTPUT`",
    "or `publish: in_place` to accept it",
)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name in graph.spec.datasets:
        node = graph.datasets[name]
        path = None if node.dataset.publish is not None else _command(node)
        if path is not None:
            yield Finding(Place(path, "key"), f"readers of `{name}` can see data before its checks", HELP)


def _command(node: DatasetNode) -> Path | None:
    """The place of the command that writes the dataset."""
    producer = node.producer
    if producer.ingest is not None:
        return ("datasets", node.name, "ingest", "command")
    if producer.transform is not None and producer.transform.command is not None:
        return ("datasets", node.name, "transform", "command")
    if producer.kind == "batch" and producer.deployment is not None:
        return ("deployments", producer.deployment, "output")
    return None
