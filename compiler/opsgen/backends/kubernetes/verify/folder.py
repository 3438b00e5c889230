"""Check that the folder is complete: one namespace, each object once, and each file listed."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from opsgen.backends.api import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.kubernetes.verify.environment import RenderedEnvironment

PINS = "pins/"
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_LABEL_VALUE = re.compile(r"([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?")
# Other names are also used as label values or DNS labels, which have at most 63 characters.
_NAME_LENGTHS = {"CronJob": 52}
_OWN_LABELS = ("app.kubernetes.io/part-of", "opsgen.dev/component", "opsgen.dev/environment")


def _listed(environment: RenderedEnvironment) -> Iterator[Problem]:
    for folder, kustomization in environment.lists.items():
        if folder == PINS:
            listed = {f"../{name.removesuffix('/')}" for name in environment.lists if name not in ("", PINS)}
            wrong = not listed.issuperset(kustomization.get("components", ()))
        else:
            inside = [name for name in environment.lists if name and name.startswith(folder) and name != folder]
            paths = [found.path for found in environment.objects if found.path.startswith(folder)]
            own = [path.removeprefix(folder) for path in paths if not path.startswith((*inside, PINS))]
            wrong = list(kustomization["resources"]) != own
        if wrong:
            path = f"{environment.folder}/{folder}kustomization.yaml"
            yield Problem(path, "the resources are not the files of the folder, in their order")


def _namespaced(environment: RenderedEnvironment) -> Iterator[Problem]:
    namespaces = [found.name for found in environment.of_kind("Namespace")]
    for found in environment.objects:
        if found.kind != "Namespace" and [found.manifest["metadata"].get("namespace")] != namespaces:
            yield environment.problem(found, f"it is not in the environment's namespace {namespaces}")


def _unique(environment: RenderedEnvironment) -> Iterator[Problem]:
    counts = Counter((found.kind, found.name) for found in environment.objects)
    for found in environment.objects:
        if counts[found.kind, found.name] > 1:
            yield environment.problem(found, f"there are several objects {found.kind} {found.name}")


def _named(environment: RenderedEnvironment) -> Iterator[Problem]:
    for found in environment.objects:
        if not _NAME.fullmatch(found.name) or len(found.name) > _NAME_LENGTHS.get(found.kind, 63):
            yield environment.problem(found, f"Kubernetes refuses the name {found.name}")
        for key, value in found.labels.items():
            if not _LABEL_VALUE.fullmatch(value):
                yield environment.problem(found, f"Kubernetes refuses {value!r} as the label {key}")


def _owned(environment: RenderedEnvironment) -> Iterator[Problem]:
    for found in environment.objects:
        annotations = found.manifest["metadata"].get("annotations", {})
        if not annotations.get("opsgen.dev/owner") or not all(map(found.labels.get, _OWN_LABELS)):
            yield environment.problem(
                found, "it lacks the annotation of its owner, or the labels of its part of the spec"
            )


PROOFS = (_listed, _namespaced, _unique, _named, _owned)
