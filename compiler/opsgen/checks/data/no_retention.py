"""A dataset with personal data has no retention period.

Why: privacy laws require that personal data is deleted once its purpose is fulfilled. Without `retention`, the data
stays without limit.

Example:

    datasets:
      customers:
        columns: {email: {type: string, classification: pii}}

Use instead:

    datasets:
      customers:
        retention: 730d
        columns: {email: {type: string, classification: pii}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.graph.members import personal_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("DAT103", "no-retention", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        personal = next((path for path in personal_data(name, dataset)), None)
        if personal is not None and dataset.retention is None:
            message = f"`{name}` contains personal data but has no `retention`"
            related = ((Place(personal), "personal data"),)
            yield Finding(Place(("datasets", name), "key"), message, ("add `retention: …`",), related)
