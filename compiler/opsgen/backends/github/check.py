"""Report what GitHub Actions cannot express or would not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import codes
from opsgen.backends.github.environment import cluster_of, targets
from opsgen.diagnostics.model import Finding, Place
from opsgen.graph.tasks import CREDENTIALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.diagnostics.model import Code, Path
    from opsgen.graph import ProjectGraph
    from opsgen.language.task import Execution


def of_project(project: ProjectGraph) -> Iterator[tuple[Code, Finding]]:
    """Yield findings for each environment, and for the models of the last one, where they are trained."""
    found = list(targets(project))
    for target in found:
        yield from _of_environment(target)
    if any(target.graph.spec.models or any(vars(target.graph.settings.identity.ci).values()) for target in found):
        from opsgen.backends.github.check_identity import check_identity  # not imported where no job has an identity

        yield from check_identity(project, found)
    image = found[0].graph.spec.project.image if found else None
    if image and image.build:
        from opsgen.backends.github.check_registry import check_registry  # not imported where no image is built

        yield from check_registry(found)
    for target in found[-1:]:
        yield from _of_models(target)
    if found and (found[0].output.codeowners or any(target.graph.settings.approval for target in found)):
        from opsgen.backends.github.check_owners import check_owners  # not imported where no team is needed

        yield from check_owners(found)
    if any(graph.spec.outputs.airflow and graph.spec.outputs.airflow.ship for graph in project.environments):
        from opsgen.backends.github.check_ship import check_ship  # not imported where Airflow reads git

        yield from check_ship(project)
    settings = found[0].output.actions if found else None
    if settings and (settings.allow is not None or settings.pins):
        from opsgen.backends.github.check_actions import check_actions  # needs the workflows

        yield from check_actions(project, settings)


def _of_models(target: GithubEnvironment) -> Iterator[tuple[Code, Finding]]:
    for name in target.graph.spec.models:
        from opsgen.backends.github.check_training import check_training  # not imported for a spec without models

        yield from check_training(target, name)


def _of_environment(target: GithubEnvironment) -> Iterator[tuple[Code, Finding]]:
    """Yield findings about the secrets that the workflows of an environment may need."""
    for path, name in _secrets(target):
        # https://docs.github.com/en/actions/reference/security/secrets#naming-your-secrets
        if name.startswith("GITHUB_"):
            message = f"GitHub cannot store the secret `{name}`: it reserves names that start with `GITHUB_`"
            free = name.removeprefix("GITHUB_") or "TOKEN"
            yield (
                codes.RESERVED_SECRET,
                Finding(Place(path), message, (f"rename it to `{free}`, here and where it is stored",)),
            )


def _secrets(target: GithubEnvironment) -> Iterator[tuple[Path, str]]:
    spec = target.graph.spec
    for name, connection in spec.connections.items():
        for field in CREDENTIALS:
            if reference := getattr(connection, field, None):
                yield ("connections", name, field, "secret"), reference.secret
    for place, task in _tasks(target):
        for variable, value in task.environment.items():
            if not isinstance(value, str):
                yield (*place, "environment", variable, "secret"), value.secret
    for name, model in spec.models.items():
        if model.registry and model.registry.type == "mlflow" and not isinstance(model.registry.uri, str):
            yield ("models", name, "registry", "uri", "secret"), model.registry.uri.secret
    cluster = cluster_of(target.graph)
    if cluster and cluster.type == "kubeconfig":
        yield ("environments", target.name, "kubernetes", "cluster", "kubeconfig", "secret"), cluster.kubeconfig.secret


def _tasks(target: GithubEnvironment) -> Iterator[tuple[Path, Execution]]:
    for name, dataset in target.graph.spec.datasets.items():
        for key, task in (("ingest", dataset.ingest), ("transform", dataset.transform)):
            if task is not None:
                yield ("datasets", name, key), task
    for name, model in target.graph.spec.models.items():
        yield ("models", name, "train"), model.train
        if model.explain:
            yield ("models", name, "explain"), model.explain
