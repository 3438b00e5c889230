"""A dataset has no quality rules, and no column has a constraint.

Why: opsgen would publish the dataset whatever it contains, and everything computed from it could be silently wrong.

Example:

    datasets:
      flights:
        columns: {origin: {type: string}}

Use instead:

    datasets:
      flights:
        columns: {origin: {type: string, required: true}}
        quality:
          - row_count: {min: 300000}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.graph.members import members
from opsgen.language.validate.core_schema import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("DAT102", "no-quality-rules", __doc__, Severity.WARNING)


CONSTRAINTS = frozenset(
    {
        "required",
        "unique",
        "primary_key",
        "references",
        "allowed",
        "pattern",
        "min",
        "max",
        "min_length",
        "max_length",
    }
)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        if dataset.quality or any(CONSTRAINTS & written(member.declared) for member in members(dataset).values()):
            continue
        if graph.datasets[name].producer.kind == "quarantine":
            continue  # Its rows have failed rules already.
        help_ = ("`opsgen profile` proposes rules from the data",)
        yield Finding(Place(("datasets", name), "key"), f"`{name}` has no quality rules", help_)
