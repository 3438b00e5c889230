"""Report the settings of a training that GitHub Actions cannot express or would not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import codes, data, duration
from opsgen.diagnostics.model import Finding, Place
from opsgen.graph.schedules import pace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.diagnostics.model import Code, Path
    from opsgen.language.model import Model

SHORTEST_INTERVAL = 300
"""Seconds. GitHub starts a scheduled workflow at most once in every five minutes."""


def check_training(target: GithubEnvironment, name: str) -> Iterator[tuple[Code, Finding]]:
    """Yield findings for the training of a model that GitHub starts."""
    model = target.graph.spec.models[name]
    place = ("models", name)
    yield from _of_runner(target, model, place)
    yield from _of_data(target, model, place)
    retrain = model.retrain
    if retrain and retrain.schedule and pace(retrain.schedule).shortest < SHORTEST_INTERVAL:
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
    if model.train.resources and model.train.resources.gpu:
        message = f"the runner `{target.output.runs_on}` has no GPU"
        help_ = ("set `outputs.github.train_runs_on` to a runner with a GPU",)
        yield codes.NO_GPU, Finding(Place((*place, "train", "resources", "gpu"), "key"), message, help_)
    if duration.minutes(model.train) > duration.LONGEST_JOB:
        message = "GitHub's own runners stop a job after 6 hours"
        help_ = ("set `outputs.github.train_runs_on` to a self-hosted runner, or shorten the timeout",)
        yield codes.TOO_LONG, Finding(Place((*place, "train", "timeout")), message, help_)


def _of_data(target: GithubEnvironment, model: Model, place: Path) -> Iterator[tuple[Code, Finding]]:
    name = model.features.dataset
    if data.is_in_checkout(target.graph, name) and not data.before_training(target.graph, model):
        message = f"the data of `{name}` is not in a fresh checkout, and the runner cannot produce it"
        help_ = ("store it in a connection that a runner can reach, such as s3 or postgres, or train in Airflow",)
        yield codes.NO_DATA, Finding(Place((*place, "features", "dataset")), message, help_)
