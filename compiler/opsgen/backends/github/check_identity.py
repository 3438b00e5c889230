"""Report identities of jobs that are wrong, missing or dangerous."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import codes
from opsgen.backends.github.identity import (
    CLASSES,
    CLUSTERS,
    KEYS,
    OPTIONS,
    address,
    checkable,
    cloud_of,
    cloud_of_address,
    cloud_of_data,
    cloud_of_registry,
    clouds,
    data_of_training,
    deployers,
    environment_name,
    host_of,
    identity_of,
    option,
)
from opsgen.diagnostics.model import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.identity import Cloud, IdentityClass, JobClass
    from opsgen.diagnostics.model import Code, Path
    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen.language.connection import Connection
    from opsgen.language.environment import CloudIdentity

_ALL: tuple[IdentityClass, ...] = (*CLASSES, "deploy")
_KEYS = ", ".join(f"`{key}` for {cloud}" for cloud, key in KEYS.items())


def check_identity(project: ProjectGraph, found: Sequence[GithubEnvironment]) -> Iterator[tuple[Code, Finding]]:
    """Yield findings for the identities of each environment."""
    names = {target.name for target in found}
    deploying = list(deployers(project))
    for target in found:
        for class_ in _ALL:
            if identity := identity_of(target.graph, class_):
                place = ("environments", target.name, "identity", "ci", class_)
                wrong = list(_of_shape(identity, place, class_))
                yield from wrong or _of_use(target.graph, class_, identity, place)
                if class_ in ("data", "train"):
                    yield from _of_deployment(identity, place, deploying)
        for class_ in CLASSES:
            taken = environment_name(target.name, class_)
            if taken in names and _runs(target.graph, class_):
                yield codes.TAKEN_ENVIRONMENT, _taken(target.name, class_, taken)
        yield from _without(target.graph)


def _of_shape(identity: CloudIdentity, place: Path, class_: IdentityClass) -> Iterator[tuple[Code, Finding]]:
    found = clouds(identity)
    if len(found) != 1:
        several = " and ".join(f"`{KEYS[cloud]}`" for cloud in found)
        message = (
            f"`{class_}` names identities of several clouds: {several}" if found else f"`{class_}` names no identity"
        )
        yield codes.NOT_ONE_CLOUD, Finding(Place(place, "key"), message, (f"write one of {_KEYS}",))
        return
    for cloud, names in OPTIONS.items():
        for name in names if cloud not in found else ():
            if getattr(identity, name) is not None:
                message = f"`{name}` is not an option of `{KEYS[found[0]]}`, but of `{KEYS[cloud]}`"
                yield codes.NOT_ONE_CLOUD, Finding(Place((*place, name), "key"), message, (f"remove `{name}`",))


def _of_use(
    graph: EnvironmentGraph, class_: IdentityClass, identity: CloudIdentity, place: Path
) -> Iterator[tuple[Code, Finding]]:
    (cloud,) = clouds(identity)
    used = list(_reached(graph, class_, cloud))
    if not used:
        message = f"no job in `{graph.name}` can use this identity: {_elsewhere(graph, class_, cloud)}"
        help_ = (f"remove it, or write the identity that has access ({_KEYS})",)
        yield codes.UNUSED_IDENTITY, Finding(Place((*place, KEYS[cloud])), message, help_)
        return
    for name in OPTIONS[cloud]:
        # The host of a registry of AWS contains its region.
        is_known = name == "region" and class_ == "registry"
        if not is_known and any(option(graph, identity, name, each) is None for each in used):
            kind = CLUSTERS[cloud].upper()
            message = f"`{class_}` has no `{name}`, and `{graph.name}` has no {kind} cluster that provides it"
            finding = Finding(Place((*place, KEYS[cloud])), message, (f"add `{name}` beside `{KEYS[cloud]}`",))
            yield codes.INCOMPLETE_IDENTITY, finding


def _reached(graph: EnvironmentGraph, class_: IdentityClass, cloud: Cloud) -> Iterator[Connection | None]:
    """Yield the connections that jobs reach with an identity of the cloud; None for another place."""
    spec = graph.spec
    if class_ == "registry":
        if spec.project.image and cloud_of_registry(host_of(spec.project.image.repository)) == cloud:
            yield None
    elif class_ == "deploy":
        airflow = spec.outputs.airflow
        if airflow and airflow.ship and cloud_of_address(airflow.ship.bucket) == cloud:
            yield None
    elif class_ == "data":
        yield from (spec.connections[spec.datasets[name].source.connection] for name in checkable(graph)[:1])
    else:
        # A training may also use the cloud for other things than its features, such as its artifacts.
        yield from (data_of_training(graph, name) for name in spec.models)


def _elsewhere(graph: EnvironmentGraph, class_: IdentityClass, cloud: Cloud) -> str:
    image = graph.spec.project.image
    if class_ == "registry":
        return f"`{host_of(image.repository)}` is no registry of {cloud}" if image else "the project has no image"
    if class_ == "deploy":
        return f"`outputs.airflow.ship` names no bucket of {cloud}"
    return f"no dataset can be checked with data in {cloud} only" if class_ == "data" else "the spec has no models"


def _of_deployment(
    identity: CloudIdentity, place: Path, deploying: Sequence[tuple[str, str]]
) -> Iterator[tuple[Code, Finding]]:
    for key in KEYS.values():
        value: str | None = getattr(identity, key)
        for environment, other in deploying if value else ():
            # Azure ignores the case of an ID, and nothing else distinguishes identities by case alone.
            if value and value.strip().casefold() == other.strip().casefold():
                message = f"this identity deploys to `{environment}`, and the code of the project would get it"
                help_ = ("create one that may only read the data",)
                yield codes.DEPLOYING_IDENTITY, Finding(Place((*place, key)), message, help_)
                break


def _runs(graph: EnvironmentGraph, class_: JobClass) -> bool:
    """Whether a workflow may have a job of the class."""
    image = graph.spec.project.image
    if class_ == "registry":
        return bool(image and image.build)
    return bool(graph.spec.models) if class_ == "train" else bool(checkable(graph))


def _taken(environment: str, class_: JobClass, taken: str) -> Finding:
    message = f"`{taken}` is the GitHub environment in which jobs of `{environment}` run ({class_})"
    return Finding(Place(("environments", taken), "key"), message, ("rename the environment",))


def _without(graph: EnvironmentGraph) -> Iterator[tuple[Code, Finding]]:
    identity = identity_of(graph, "train")
    if identity and len(clouds(identity)) != 1:
        return  # already reported
    for name in graph.spec.models:
        connection = data_of_training(graph, name)
        cloud = cloud_of_data(connection)
        if cloud is not None and cloud != cloud_of(identity):
            message = f"training in `{graph.name}` on GitHub reads `{address(connection)}` without an identity"
            place = f"environments.{graph.name}"
            help_ = (f"add `identity: {{ci: {{train: {{{KEYS[cloud]}: …}}}}}}` to `{place}`",)
            dataset = Place(("models", name, "features", "dataset"))
            yield codes.NO_IDENTITY, Finding(dataset, message, help_)
