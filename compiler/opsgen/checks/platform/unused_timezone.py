"""A time zone is given where nothing is scheduled.

Why: someone meant the time of something, and it is not there, or stands elsewhere.

Example:

    transform: {inputs: [flights], sql: features.sql, timezone: Europe/Berlin}

Use instead:

    transform: {inputs: [flights], sql: features.sql, schedule: "0 5 * * *", timezone: Europe/Berlin}

Fix: unsafe; the time zone goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.diagnostics.repairs import remove
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
            place, help_ = Place((*path, "timezone"), "key"), ("add a `schedule:` beside it, or leave it out",)
            repair = remove(place, "nothing is scheduled here")
            yield Finding(place, "this is the time zone of no schedule", help_, repair=repair)


def _parts(spec: Spec) -> Iterator[tuple[Path, Schedule | None]]:
    """What may have a schedule; that of a dataset itself is the zone of its daily check, too."""
    for name, dataset in spec.datasets.items():
        yield ("datasets", name, "ingest"), dataset.ingest
        yield ("datasets", name, "transform"), dataset.transform
    for name, model in spec.models.items():
        yield ("models", name, "retrain"), model.retrain
