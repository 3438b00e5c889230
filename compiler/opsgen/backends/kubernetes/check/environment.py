"""Findings for one environment as a whole."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from opsgen.backends.kubernetes import codes
from opsgen.backends.kubernetes.check import syntax
from opsgen.backends.kubernetes.environment import object_name
from opsgen.diagnostics.model import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.kubernetes.check.syntax import Found
    from opsgen.backends.kubernetes.environment import KubernetesEnvironment
    from opsgen.diagnostics.model import Path

_OUTPUT: Path = ("outputs", "kubernetes")
_OF_ENVIRONMENTS = ("default-deny", "tasks")
"""Names of objects of the whole environment, of kinds that deployments also have."""


def _image(target: KubernetesEnvironment) -> Iterator[Found]:
    if target.graph.spec.deployments and target.graph.image is None:
        help_ = ("add `project.image`",)
        yield codes.NO_IMAGE, Finding(Place(("project",), "key"), "the project has no image for its pods", help_)


def _label_values(target: KubernetesEnvironment) -> Iterator[Found]:
    labels = target.output.monitoring_labels
    values: dict[Path, str] = {("project", "version"): target.graph.spec.project.version}
    values |= {(*_OUTPUT, "monitoring_labels", key): value for key, value in labels.items()}
    for path, value in values.items():
        if not re.fullmatch(syntax.LABEL_VALUE, value):
            help_ = ("use at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends",)
            yield codes.BAD_LABEL, Finding(Place(path), "this is not a valid value of a Kubernetes label", help_)


def _label_keys(target: KubernetesEnvironment) -> Iterator[Found]:
    output = target.output
    paths: list[Path] = [(*_OUTPUT, "monitoring_labels", key) for key in output.monitoring_labels]
    paths += [(*_OUTPUT, "service_account_annotations", key) for key in output.service_account_annotations]
    for path in paths:
        if not re.fullmatch(syntax.LABEL_KEY, str(path[-1])):
            message = "this is not a valid key of a Kubernetes label or annotation"
            help_ = ("write `name` or `domain/name`, with at most 63 characters after the `/`",)
            yield codes.BAD_LABEL, Finding(Place(path, "key"), message, help_)


def _colliding_names(target: KubernetesEnvironment) -> Iterator[Found]:
    if not _may_collide(target):
        return
    from opsgen.backends.kubernetes.artifacts import files

    makers: dict[tuple[str, str], Path] = {}
    reported: set[tuple[Path, Path]] = set()
    for file in files(target):
        kind, name, place = file.manifest.kind, file.manifest.metadata["name"], file.component.place
        first = makers.setdefault((kind, name), place)
        # Two colliding parts share several objects; report the first only.
        if first != place and (first, place) not in reported:
            reported.add((first, place))
            message = f"two parts of the spec produce the {kind} `{name}`"
            related = ((Place(first, "key"), "the other part"),)
            yield codes.COLLIDING_NAMES, Finding(Place(place, "key"), message, ("rename one of them",), related)


def _may_collide(target: KubernetesEnvironment) -> bool:
    """Whether object names of two parts can collide: an object has the name of its part, plus a suffix.

    A cheap test on names: building all objects to find out would slow down every lint.
    """
    # `-` sorts before letters and digits, so the names that start with `a-` directly follow `a`.
    names = sorted([*_OF_ENVIRONMENTS, *map(object_name, target.graph.spec.deployments)])
    return any(f"{later}-".startswith(f"{name}-") for name, later in pairwise(names))


def _colliding_routes(target: KubernetesEnvironment) -> Iterator[Found]:
    places: dict[tuple[str, str], Path] = {}
    for name, deployment in target.graph.online():
        exposure, path = deployment.exposure, ("deployments", name, "exposure")
        if exposure is None:
            continue
        first = places.setdefault((exposure.host, exposure.path.rstrip("/")), path)
        if first != path:
            message = f"two servers are exposed at `{exposure.host}{exposure.path}`"
            related = ((Place(first, "key"), "the other part"),)
            help_ = ("give each server its own host or path",)
            yield codes.COLLIDING_ROUTES, Finding(Place(path, "key"), message, help_, related)


CHECKS = (_image, _label_values, _label_keys, _colliding_names, _colliding_routes)
