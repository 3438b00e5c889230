"""A dataset has more than one producer: `ingest`, `transform`, a batch deployment, `produced_by`, or rules of another
dataset with `quarantine`.

Why: each producer would overwrite the data of the other, and nobody could tell which of them failed.

Example:

    datasets:
      scores:
        ingest: {command: [python, -m, my_project.ingest]}
    deployments:
      scoring: {type: batch, output: scores}

Use instead:

    datasets:
      scores: {}
    deployments:
      scoring: {type: batch, output: scores}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.rules import quarantining

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.root import Spec

CODE = Code("REF108", "multiple-producers", __doc__)

Claim = tuple[Place, str, str]
"""The place that declares a producer, the key that identifies it, and its name in messages."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    claims = _claims(graph.spec)
    for name, found in claims.items():
        producers = {producer: (place, called) for place, producer, called in reversed(found)}
        if len(producers) > 1:
            yield _finding(name, list(producers.values())[::-1])


def _claims(spec: Spec) -> dict[str, list[Claim]]:
    claims: dict[str, list[Claim]] = {}
    for name, dataset in spec.datasets.items():
        path = ("datasets", name)
        own = claims[name] = []
        if dataset.ingest:
            own.append((Place((*path, "ingest"), "key"), "ingest", "its `ingest`"))
        if dataset.transform:
            own.append((Place((*path, "transform"), "key"), "transform", "its `transform`"))
    for name, deployment in spec.deployments.items():
        if deployment.type == "batch" and deployment.output in claims:
            place = Place(("deployments", name, "output"))
            claims[deployment.output].append((place, f"deployments.{name}", f"deployment `{name}`"))
    _add_quarantines(spec, claims)
    for name, dataset in spec.datasets.items():
        kind, _, deployment_name = (dataset.produced_by or "").partition(".")
        if kind == "deployments" and deployment_name in spec.deployments:
            place = Place(("datasets", name, "produced_by"))
            claims[name].append((place, f"deployments.{deployment_name}", f"deployment `{deployment_name}`"))
    return claims


def _add_quarantines(spec: Spec, claims: dict[str, list[Claim]]) -> None:
    for name, dataset in spec.datasets.items():
        for rule in quarantining(name, dataset):
            if rule.target in claims and rule.target != name:
                claims[rule.target].append((Place(rule.path), f"datasets.{name}", f"the `quarantine` of `{name}`"))


def _finding(name: str, producers: list[tuple[Place, str]]) -> Finding:
    *others, (place, called) = producers
    ways = " and by ".join([*(called for _, called in others), called])
    related = tuple((other, f"by {called} here") for other, called in others)
    return Finding(place, f"dataset `{name}` is produced by {ways}", ("keep one of them",), related)
