"""A time zone is set where nothing is scheduled.

Why: the schedule is missing, or is set elsewhere.

Example:

    transform: {inputs: [flights], sql: features.sql, timezone: Europe/Berlin}

Use instead:

    transform: {inputs: [flights], sql: features.sql, schedule: "0 5 * * *", timezone: Europe/Berlin}

Fix: unsafe; removes the time zone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.diagnostics.suggest import remove
from opsgen.language.validate.core_schema import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.root import Spec
    from opsgen.language.task import Schedule

CODE = Code("PLT309", "unused-timezone", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for path, part in _parts(graph.spec):
        if part is not None and part.schedule is None and "timezone" in written(part):
            place, help_ = Place((*path, "timezone"), "key"), ("add `schedule:`, or remove `timezone`",)
            repair = remove(place, "nothing is scheduled here")
            yield Finding(place, "this time zone has no schedule", help_, repair=repair)


def _parts(spec: Spec) -> Iterator[tuple[Path, Schedule | None]]:
    """The parts that may have a schedule. A dataset itself is left out: its time zone also applies to its checks."""
    for name, dataset in spec.datasets.items():
        yield ("datasets", name, "ingest"), dataset.ingest
        yield ("datasets", name, "transform"), dataset.transform
    for name, model in spec.models.items():
        yield ("models", name, "retrain"), model.retrain
