"""Which backend reads which field of a project's spec, and which fields only commands read."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from opsgen import backends
from opsgen.backends.outside import errors_of
from opsgen.trace.recorder import FieldRecorder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.diagnostics.model import Path
    from opsgen.graph import ProjectGraph


class FieldStatus(StrEnum):
    """What a backend does with a field."""

    EMITTED = "emitted"
    APPROXIMATED = "approximated"
    """The platform expresses a part of it. A warning reports what is missing."""
    UNUSED = "unused"


class FieldUsage(NamedTuple):
    """A field that is written in the spec."""

    path: Path
    statuses: dict[str, FieldStatus]
    """By the name of each backend that the spec enables."""
    at_run_time: bool
    """Whether the commands that artifacts run, such as `opsgen check` and `gate`, read it from the spec."""

    @property
    def is_unused(self) -> bool:
        """Whether it is for readers of the spec only."""
        return not self.at_run_time and all(status is FieldStatus.UNUSED for status in self.statuses.values())


AT_RUN_TIME = tuple(
    tuple(pattern.split("."))
    for pattern in (
        "project.name",
        "project.owner",
        "connections",
        "datasets.*.description",
        "datasets.*.source",
        "datasets.*.columns",
        "datasets.*.quality",
        "datasets.*.freshness",
        "datasets.*.partition",
        "datasets.*.materialize",
        "datasets.*.start_date",
        "datasets.*.catchup",
        "datasets.*.publish",
        "datasets.*.keep_rejected",
        "datasets.*.ingest.command",
        "datasets.*.ingest.environment",
        "datasets.*.transform",
        "models.*.description",
        "models.*.owner",
        "models.*.tags",
        "models.*.task",
        "models.*.features",
        "models.*.train.seed",
        "models.*.train.parameters",
        "models.*.explain.method",
        "models.*.evaluate",
        "models.*.registry",
        "models.*.card",
        "deployments.*.type",
        "deployments.*.model",
        "deployments.*.command",
        "deployments.*.environment",
        "deployments.*.inputs",
        "deployments.*.output",
        "deployments.*.monitor",
    )
)
"""The fields that the commands in `runtime/` read from the spec, each with everything below it."""
APPLIED = (
    ("version",),
    ("lint",),
    ("variables",),
    ("environments", "*", "variables"),
    ("environments", "*", "overrides"),
)
"""Settings for the other fields, which apply before any backend reads them."""


def usages(project: ProjectGraph) -> list[FieldUsage]:
    """All fields, in the order of the spec. Recording changes the project: use it for nothing else afterwards."""
    approximated = {
        backend.name: [finding.place.path for _code, finding in backend.check(project)]
        for backend in backends.enabled(project)
    }
    trace = FieldRecorder()
    fields = list(dict.fromkeys(path for graph in project.environments for path in trace.watch(graph.spec)))
    read: dict[str, set[Path]] = {}
    for backend in backends.enabled(project):
        trace.read.clear()
        with errors_of(backend):
            for artifact in backend.artifacts(project):
                del artifact  # Some values are only decided once their artifact is asked for.
        read[backend.name] = set(trace.read)
    return [
        FieldUsage(
            path, {name: _status(path, read[name], approximated[name]) for name in read}, begins(path, AT_RUN_TIME)
        )
        for path in fields
        if not begins(path, APPLIED)
    ]


def begins(path: Path, patterns: Iterable[tuple[str, ...]]) -> bool:
    """Whether a path begins as one of the patterns, in which `*` stands for any name."""
    heads = ((pattern, path[: len(pattern)]) for pattern in patterns if len(pattern) <= len(path))
    return any(all(want in ("*", got) for want, got in zip(pattern, head, strict=True)) for pattern, head in heads)


def _status(path: Path, read: set[Path], approximated: Iterable[Path]) -> FieldStatus:
    if any(path[: len(place)] == place or place[: len(path)] == path for place in approximated):
        return FieldStatus.APPROXIMATED
    return FieldStatus.EMITTED if path in read else FieldStatus.UNUSED
