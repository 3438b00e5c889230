"""What concerns one environment as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.kubernetes import codes
from opsgen.backends.kubernetes.findings import syntax
from opsgen.diagnostics import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.kubernetes.component import File, Target
    from opsgen.backends.kubernetes.findings.syntax import Found
    from opsgen.diagnostics import Path

_OUTPUT: Path = ("outputs", "kubernetes")


def _image(target: Target, _: Sequence[File]) -> Iterator[Found]:
    if target.graph.spec.deployments and target.graph.image is None:
        help_ = ("name it under `project.image`",)
        yield codes.NO_IMAGE, Finding(Place(("project",), "key"), "the project has no image that pods could run", help_)


def _label_values(target: Target, _: Sequence[File]) -> Iterator[Found]:
    labels = target.output.monitoring_labels
    values: dict[Path, str] = {("project", "version"): target.graph.spec.project.version}
    values |= {(*_OUTPUT, "monitoring_labels", key): value for key, value in labels.items()}
    for path, value in values.items():
        if not syntax.LABEL_VALUE.fullmatch(value):
            help_ = ("at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends",)
            yield codes.BAD_LABEL, Finding(Place(path), "this cannot be the value of a Kubernetes label", help_)


def _label_keys(target: Target, _: Sequence[File]) -> Iterator[Found]:
    output = target.output
    paths: list[Path] = [(*_OUTPUT, "monitoring_labels", key) for key in output.monitoring_labels]
    paths += [(*_OUTPUT, "service_account_annotations", key) for key in output.service_account_annotations]
    for path in paths:
        if not syntax.LABEL_KEY.fullmatch(str(path[-1])):
            message = "this cannot be the key of a Kubernetes label or annotation"
            help_ = ("write `name` or `domain/name`, with at most 63 characters after the `/`",)
            yield codes.BAD_LABEL, Finding(Place(path, "key"), message, help_)


def _colliding_names(_: Target, files: Sequence[File]) -> Iterator[Found]:
    makers: dict[tuple[str, str], Path] = {}
    told: set[tuple[Path, Path]] = set()
    for file in files:
        kind, name, place = file.manifest.kind, file.manifest.metadata["name"], file.component.place
        first = makers.setdefault((kind, name), place)
        # One pair of parts has many objects in common; the first one is enough to see it.
        if first != place and (first, place) not in told:
            told.add((first, place))
            message = f"two parts of the spec would make the {kind} `{name}`"
            related = ((Place(first, "key"), "the other one"),)
            yield codes.COLLIDING_NAMES, Finding(Place(place, "key"), message, ("rename one of them",), related)


def _colliding_routes(target: Target, _: Sequence[File]) -> Iterator[Found]:
    places: dict[tuple[str, str], Path] = {}
    for name, deployment in target.graph.online():
        exposure, path = deployment.exposure, ("deployments", name, "exposure")
        if exposure is None:
            continue
        first = places.setdefault((exposure.host, exposure.path.rstrip("/")), path)
        if first != path:
            message = f"two servers are to answer `{exposure.host}{exposure.path}`"
            related = ((Place(first, "key"), "the other one"),)
            help_ = ("give each a host or a path of its own",)
            yield codes.COLLIDING_ROUTES, Finding(Place(path, "key"), message, help_, related)


CHECKS = (_image, _label_values, _label_keys, _colliding_names, _colliding_routes)
