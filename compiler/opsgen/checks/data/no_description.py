"""A dataset has no description.

Why: whoever finds the dataset in a catalog cannot tell what one row is, nor whether the data fits their purpose.

Example:

    datasets:
      flights:
        source: {connection: lake, path: flights.csv}

Use instead:

    datasets:
      flights:
        description: Every flight that left New York, one row each.
        source: {connection: lake, path: flights.csv}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("DAT101", "no-description", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        if dataset.description is None:
            message = f"`{name}` has no description"
            help_ = ("add `description: …`: what one row is, and what the data is used for",)
            yield Finding(Place(("datasets", name), "key"), message, help_)
