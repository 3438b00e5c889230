"""`catchup` is on, but the dataset has no `start_date` or no partitions.

Why: `catchup` builds every missing partition since the first one. Without `start_date` nothing says which one is the
first, and without partitions each run would build the same data again.

Example:

    partition: {column: day, by: day}
    catchup: true

Use instead:

    partition: {column: day, by: day}
    start_date: 2013-01-01
    catchup: true
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.partitioned import is_partitioned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("LNG226", "catchup-without-start", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        if not dataset.catchup:
            continue
        place = Place(("datasets", name, "catchup"), "key")
        if not is_partitioned(dataset):
            message = f"`catchup` builds missing partitions, and `{name}` has no partitions"
            yield Finding(place, message, ("remove `catchup`, or add `partition: {column: …, by: day}`",))
        elif dataset.start_date is None:
            message = "`catchup` needs a `start_date`: nothing else says which partition is the first"
            yield Finding(place, message, ("add `start_date: …`, the first day that has data, such as `2013-01-01`",))
