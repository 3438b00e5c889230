"""Findings for parts of the spec that GitHub Actions cannot express or would not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import codes, data, duration
from opsgen.backends.github.environment import cluster_of, targets
from opsgen.backends.github.schedule import is_too_frequent
from opsgen.diagnostics.model import Finding, Place
from opsgen.graph.tasks import CREDENTIALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.diagnostics.model import Code, Path
    from opsgen.graph import ProjectGraph
    from opsgen.language.model import Model
    from opsgen.language.task import Execution


def of_project(project: ProjectGraph) -> Iterator[tuple[Code, Finding]]:
    """Findings for each environment, and for models in the last one, where they are trained."""
    found = list(targets(project))
    for target in found:
        yield from _of_environment(target)
    for target in found[-1:]:
        for name in target.graph.spec.models:
            yield from _of_model(target, name)


def _of_environment(target: GithubEnvironment) -> Iterator[tuple[Code, Finding]]:
    """Findings about the secrets that workflows of an environment may need."""
    for path, name in _secrets(target):
        if name.startswith("GITHUB_"):
            message = f"GitHub cannot store the secret `{name}`: it reserves names that start with `GITHUB_`"
            free = name.removeprefix("GITHUB_") or "TOKEN"
            yield (
                codes.RESERVED_SECRET,
                Finding(Place(path), message, (f"rename it to `{free}`, here and where it is stored",)),
            )


def _of_model(target: GithubEnvironment, name: str) -> Iterator[tuple[Code, Finding]]:
    """Findings for the training of a model that GitHub starts."""
    model = target.graph.spec.models[name]
    place = ("models", name)
    yield from _of_runner(target, model, place)
    yield from _of_data(target, model, place)
    retrain = model.retrain
    if retrain and retrain.schedule and is_too_frequent(retrain.schedule):
        message = "GitHub starts a scheduled workflow at most every five minutes"
        help_ = ("run it less often, such as `*/5 * * * *`",)
        yield codes.TOO_FREQUENT, Finding(Place((*place, "retrain", "schedule")), message, help_)
    if not target.trains_by_itself:
        return
    if model.train.retries:
        help_ = ("remove it and retry inside the command, or train in Airflow",)
        message = "GitHub does not retry a training"
        yield codes.NO_RETRY, Finding(Place((*place, "train", "retries")), message, help_)
    if retrain and retrain.on_data:
        message = f"GitHub is not notified of new data in `{model.features.dataset}`"
        help_ = (f"send a repository dispatch of the type `data-{name}` when it is published, or train in Airflow",)
        yield codes.NO_NEW_DATA, Finding(Place((*place, "retrain", "on_data")), message, help_)


def _of_runner(target: GithubEnvironment, model: Model, place: Path) -> Iterator[tuple[Code, Finding]]:
    if target.output.train_runs_on is not None:
        return
    help_ = ("set `outputs.github.train_runs_on` to a runner that can do it",)
    if model.train.resources and model.train.resources.gpu:
        message = f"the runner `{target.output.runs_on}` has no GPU"
        yield codes.NO_GPU, Finding(Place((*place, "train", "resources", "gpu"), "key"), message, help_)
    if duration.minutes(model.train) > duration.LONGEST_JOB:
        message = "GitHub's own runners stop a job after 6 hours"
        yield codes.TOO_LONG, Finding(Place((*place, "train", "timeout")), message, help_)


def _of_data(target: GithubEnvironment, model: Model, place: Path) -> Iterator[tuple[Code, Finding]]:
    name = model.features.dataset
    if data.is_in_checkout(target.graph, name) and not data.before_training(target.graph, model):
        message = f"the data of `{name}` is not in a fresh checkout, and the runner cannot produce it"
        help_ = ("store it in a connection that a runner can reach, such as s3 or postgres, or train in Airflow",)
        yield codes.NO_DATA, Finding(Place((*place, "features", "dataset")), message, help_)


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
        if model.registry and not isinstance(model.registry.uri, str):
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
