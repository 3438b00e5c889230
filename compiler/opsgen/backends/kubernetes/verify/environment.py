"""The objects of one environment, parsed from their files and indexed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from opsgen.backends.api import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Object = Mapping[str, Any]


class HasLabels(Protocol):
    """Anything that a selector can select."""

    @property
    def labels(self) -> Mapping[str, str]: ...


Labelled = TypeVar("Labelled", bound=HasLabels)

_POD_TEMPLATES = {
    "Deployment": ("spec", "template"),
    "Rollout": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}


@dataclass(frozen=True, slots=True)
class FoundObject:
    """An object, and its file."""

    path: str
    """The path below the environment's folder."""
    manifest: Object

    @property
    def kind(self) -> str:
        return str(self.manifest["kind"])

    @property
    def name(self) -> str:
        return str(self.manifest["metadata"]["name"])

    @property
    def labels(self) -> Mapping[str, str]:
        return labels_of(self.manifest)

    @property
    def spec(self) -> Object:
        spec: Object = self.manifest["spec"]
        return spec


@dataclass(frozen=True, slots=True)
class Workload:
    """An object that creates pods, with its pod template."""

    found: FoundObject
    labels: Mapping[str, str]
    pod: Object

    @property
    def containers(self) -> list[Object]:
        return [*self.pod.get("initContainers", ()), *self.pod["containers"]]


class RenderedEnvironment:
    """An environment's kustomization and objects, indexed so that no check compares every pair."""

    def __init__(self, folder: str, lists: Mapping[str, Object], objects: Sequence[FoundObject]) -> None:
        """`lists` are the kustomizations and components by their folder, which is empty or ends in `/`."""
        self.folder, self.lists, self.objects = folder, lists, objects
        self._by_kind: defaultdict[str, dict[str, FoundObject]] = defaultdict(dict)
        for found in objects:
            self._by_kind[found.kind][found.name] = found
        self.workloads = [workload for found in objects for workload in _workloads(found)]
        self.pods = LabelSelection(self.workloads)
        self.services = LabelSelection(list(self.of_kind("Service")))

    def of_kind(self, *kinds: str) -> Iterator[FoundObject]:
        """Return the objects of some kinds."""
        for kind in kinds:
            yield from self._by_kind[kind].values()

    def get(self, kind: str, name: str) -> FoundObject | None:
        """Return an object by its name."""
        return self._by_kind[kind].get(name)

    def problem(self, found: FoundObject, message: str) -> Problem:
        """Return a problem of one object."""
        return Problem(f"{self.folder}/{found.path}", message)


class LabelSelection(Generic[Labelled]):
    """An index of everything that has labels."""

    def __init__(self, labelled: Sequence[Labelled]) -> None:
        self._all = labelled
        self._by_label: defaultdict[tuple[str, str], list[Labelled]] = defaultdict(list)
        for each in labelled:
            for label in each.labels.items():
                self._by_label[label].append(each)

    def matching(self, selector: Object) -> list[Labelled]:
        """Return what a label selector selects."""
        candidates = (self._by_label[label] for label in selector.get("matchLabels", {}).items())
        fewest = min(candidates, key=len, default=self._all)
        return [each for each in fewest if selects(selector, each.labels)]


def _workloads(found: FoundObject) -> Iterator[Workload]:
    if found.kind in _POD_TEMPLATES:
        template = inside(found.manifest, *_POD_TEMPLATES[found.kind])
        yield Workload(found, labels_of(template), template["spec"])
    elif found.kind == "InferenceService":
        predictor = found.spec["predictor"]
        yield Workload(found, predictor["labels"], predictor)


def inside(value: Any, *path: str | int) -> Any:
    """Return the value at a path."""
    for step in path:
        value = value[step]
    return value


def labels_of(manifest: Object) -> Mapping[str, str]:
    """Return the labels in an object's metadata."""
    labels: Mapping[str, str] = manifest["metadata"].get("labels", {})
    return labels


def selects(selector: Object, labels: Mapping[str, str]) -> bool:
    """Whether a label selector matches."""
    equal = all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())
    return equal and all(_meets(expression, labels) for expression in selector.get("matchExpressions", ()))


def _meets(expression: Object, labels: Mapping[str, str]) -> bool:
    value = labels.get(expression["key"])
    match expression["operator"]:
        case "In":
            return value in expression["values"]
        case "NotIn":
            return value not in expression["values"]
        case "Exists":
            return value is not None
        case _:
            return value is None
