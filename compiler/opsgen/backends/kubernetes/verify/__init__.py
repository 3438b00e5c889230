"""Verify manifests: they match Kubernetes' schemas and their artifacts, and they are consistent with each other."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from opsgen.backends.api import Problem, Verification

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from opsgen.backends.api import Rendered
    from opsgen.backends.kubernetes.verify.schemas import Schemas
    from opsgen.graph import ProjectGraph

KUSTOMIZATION = "kustomization.yaml"
_OF_KUSTOMIZE = ("Kustomization", "Component")
"""The kinds that kustomize reads itself: no server knows them."""
_NOT_VALIDATED = "Kubernetes manifests were not validated against their schemas: pip install 'opsgen[verify]'"


def verify(project: ProjectGraph, rendered: Iterable[Rendered]) -> Verification:
    """Parse each manifest and check it, alone and with the others of its environment."""
    from opsgen.backends.kubernetes.verify.schemas import is_available

    validates = is_available()
    files: defaultdict[str, list[Rendered]] = defaultdict(list)
    for each in rendered:
        files[str(each.artifact.environment)].append(each)
    versions = {graph.name: graph.spec.outputs.kubernetes for graph in project.environments}
    problems: list[Problem] = []
    for name, texts in files.items():
        output = versions[name]
        problems += _environment(texts, output.version if output and validates else None)
    return Verification(tuple(problems), () if validates or not files else (_NOT_VALIDATED,))


def _environment(texts: Sequence[Rendered], version: str | None) -> Iterator[Problem]:
    from opsgen.backends.kubernetes.verify.schemas import schemas
    from opsgen.backends.kubernetes.verify.strict_yaml import ReadingError, read

    known = schemas(version) if version else None
    manifests: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for each in texts:
        path = each.artifact.path
        try:
            manifests[path] = read(each.text)
        except ReadingError as error:
            problems.append(Problem(path, str(error)))
            continue
        problems += (Problem(path, message) for message in _differences(each, manifests[path]))
        problems += (Problem(path, message) for message in _invalid(manifests[path], known))
    # References between objects are checked only if every object is valid.
    yield from problems or _unfit(manifests)


def _differences(rendered: Rendered, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield the differences of a manifest from its artifact."""
    from opsgen.backends.kubernetes.verify.expected_at import found_at, values

    planned = rendered.artifact.values["manifest"]
    if (manifest.get("apiVersion"), manifest.get("kind")) != (planned.api_version, planned.kind):
        yield f"it is not a {planned.kind} of {planned.api_version}"
    for path, value in values(planned):
        found = found_at(manifest, path)
        # In Python `True == 1`, but in YAML they differ.
        if found != value or isinstance(found, bool) != isinstance(value, bool):
            yield f"{path} is {found!r} instead of {value!r}"


def _invalid(manifest: Mapping[str, Any], known: Schemas | None) -> Iterator[str]:
    if known is not None and manifest.get("kind") not in _OF_KUSTOMIZE:
        yield from known.errors(manifest)


def _unfit(manifests: Mapping[str, dict[str, Any]]) -> Iterator[Problem]:
    from opsgen.backends.kubernetes.verify.consistency import problems
    from opsgen.backends.kubernetes.verify.environment import FoundObject, RenderedEnvironment

    (folder,) = (
        path.removesuffix(f"/{KUSTOMIZATION}") for path in manifests if manifests[path]["kind"] == "Kustomization"
    )
    objects = tuple(
        FoundObject(path.removeprefix(f"{folder}/"), manifest)
        for path, manifest in manifests.items()
        if not _is_for_kustomize(manifest)
    )
    lists = {
        path.removeprefix(f"{folder}/").removesuffix(KUSTOMIZATION): manifest
        for path, manifest in manifests.items()
        if manifest["kind"] in _OF_KUSTOMIZE
    }
    yield from problems(RenderedEnvironment(folder, lists, objects))


def _is_for_kustomize(manifest: Mapping[str, Any]) -> bool:
    """Whether kustomize reads it, and no server gets it."""
    annotations = manifest.get("metadata", {}).get("annotations", {})
    return manifest["kind"] in _OF_KUSTOMIZE or annotations.get("config.kubernetes.io/local-config") == "true"
