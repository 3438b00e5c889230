"""A transform has neither SQL nor a command, or has both.

Why: a dataset must be produced in exactly one way.

Example:

    transform: {inputs: [flights]}

Use instead:

    transform: {inputs: [flights], sql: transforms/features.sql}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("LNG202", "transform-method", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        transform, path = dataset.transform, ("datasets", name, "transform")
        if transform is None:
            continue
        if transform.sql is None and transform.command is None:
            message = f"the transform of `{name}` has neither `sql` nor `command`"
            yield Finding(Place(path, "key"), message, ("add `sql:` or `command: [PROGRAM, ARGUMENT, …]`",))
        elif transform.sql is not None and transform.command is not None:
            related = ((Place((*path, "sql"), "key"), "`sql` is here"),)
            message = f"the transform of `{name}` has both `sql` and `command`"
            yield Finding(Place((*path, "command"), "key"), message, ("keep one of them",), related)
