"""A list contains the same item twice.

Why: one of the two may be a typo for an item that is missing now. Otherwise the second changes nothing.

Example:

    transform: {inputs: [flights, planes, flights], sql: transforms/features.sql}

Use instead:

    transform: {inputs: [flights, planes, weather], sql: transforms/features.sql}

Fix: unsafe; removes the second item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.diagnostics.suggest import remove
from opsgen.graph.members import members
from opsgen.graph.references import input_names
from opsgen.graph.rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Dataset
    from opsgen.language.root import Spec

CODE = Code("LNG215", "duplicate-item", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for path, items in _lists(graph.spec):
        if len(set(items)) < len(items):
            yield from _repeated(path, items)


def _repeated(path: Path, items: Sequence[object]) -> Iterator[Finding]:
    first: dict[tuple[type, object], int] = {}
    for index, item in enumerate(items):
        before = first.setdefault((bool if isinstance(item, bool) else object, item), index)
        if before != index:
            place, shown = Place((*path, index)), str(item).lower() if isinstance(item, bool) else item
            related = ((Place((*path, before)), "it appears first here"),)
            repair = remove(place, "it is already listed")
            message = f"`{shown}` appears twice in this list"
            yield Finding(place, message, ("remove it, or write the intended item",), related, repair=repair)


def _lists(spec: Spec) -> Iterator[tuple[Path, Sequence[object]]]:
    """Lists whose items must be distinct. Arguments of a command, for example, may repeat."""
    for name, dataset in spec.datasets.items():
        yield from _of_dataset(name, dataset)
    for name, model in spec.models.items():
        yield ("models", name, "features", "columns"), model.features.columns
    for name, deployment in spec.deployments.items():
        if deployment.type == "batch":
            yield ("deployments", name, "inputs"), deployment.inputs
        elif deployment.monitor:
            for index, drift in enumerate(deployment.monitor.drift):
                yield ("deployments", name, "monitor", "drift", index, "columns"), drift.columns or ()
    for name, environment in spec.environments.items():
        if environment.approval:
            yield ("environments", name, "approval", "reviewers"), environment.approval.reviewers


def _of_dataset(name: str, dataset: Dataset) -> Iterator[tuple[Path, Sequence[object]]]:
    if dataset.transform:
        yield ("datasets", name, "transform", "inputs"), input_names(dataset.transform)
    for member in members(dataset).values():
        if member.declared.allowed:
            yield (*member.path(name), "allowed"), member.declared.allowed
    for rule in rules_of(name, dataset):
        for key in ("columns", "values"):
            if items := getattr(rule.body, key, None):
                yield (*rule.path, key), items
