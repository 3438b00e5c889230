"""The workflow that trains a model: on schedule and on drift in the last environment, by hand in any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.backends.github import data, data_steps, duration, secrets, steps
from opsgen.backends.github.image import require_branch
from opsgen.backends.github.login import READ, Login, data_login, merge
from opsgen.backends.github.workflow import Job, Workflow
from opsgen.graph import tasks
from opsgen.graph.training import training_steps
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.workflow import Expression, Interpolation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.workflow import Step, Text
    from opsgen.language.model import Model, Retrain
    from opsgen.render.encode.comment import Comment

# The metrics of a failed gate show why it failed.
_ALSO_WHERE_IT_FAILED = Expression("!cancelled()")
_TITLES = {"train": "Train", "evaluate": "Check the gates", "explain": "Explain", "register": "Register"}
_TRAINS_HERE = "vars.OPSGEN_TRAIN_ON_SCHEDULE == 'true'"


def workflow(environments: Sequence[GithubEnvironment], name: str) -> Workflow:
    """Build the workflow of a model, with a job for each environment."""
    last = environments[-1]
    where = _chosen(environments)
    return Workflow(
        path=last.path(f"train-{name}"),
        source=last.source,
        notes=tuple(_notes(last, last.graph.spec.models[name])),
        name=f"{last.project.name}: train {name}",
        triggers=_triggers(environments, name),
        group=_group(last, name, where),
        cancel=False,
        jobs=tuple(_job(target, name, _condition(target, environments, name)) for target in environments),
    )


def _group(last: GithubEnvironment, name: str, where: str | None) -> Text:
    group = f"{last.project.name}-train-{name}"
    return Interpolation(f"{group}-", Expression(where)) if where else group


def _notes(last: GithubEnvironment, model: Model) -> Iterator[Comment]:
    retrain = model.retrain
    if retrain is None:
        return
    if retrain.schedule and not last.trains_by_itself:
        yield comment_safe("Airflow trains on schedule. To let GitHub do so, set the repository variable")
        yield comment_safe("OPSGEN_TRAIN_ON_SCHEDULE to true, and pause the DAG.")
    if retrain.on_drift:
        yield comment_safe("On drift, start a training by a repository dispatch of the type below.")


def _triggers(environments: Sequence[GithubEnvironment], name: str) -> dict[str, Any]:
    names = [target.name for target in environments]
    choice = {"description": "Where to train", "type": "choice", "options": names, "default": names[0]}
    by_hand = {"inputs": {"environment": choice}} if len(names) > 1 else {}
    retrain = environments[-1].graph.spec.models[name].retrain
    return {**(_by_themselves(name, retrain) if retrain else {}), "workflow_dispatch": by_hand}


def _by_themselves(name: str, retrain: Retrain) -> dict[str, Any]:
    triggers: dict[str, Any] = {}
    if retrain.schedule:
        zone = {} if retrain.timezone == "UTC" else {"timezone": retrain.timezone}
        triggers["schedule"] = [{"cron": retrain.schedule, **zone}]
    events = {"drift": retrain.on_drift, "data": retrain.on_data}
    types = [f"{event}-{name}" for event, is_wanted in events.items() if is_wanted]
    return triggers | ({"repository_dispatch": {"types": types}} if types else {})


def _chosen(environments: Sequence[GithubEnvironment]) -> str | None:
    """Return the expression for the environment to train in, or None if there is only one."""
    return f"inputs.environment || '{environments[-1].name}'" if len(environments) > 1 else None


def _condition(target: GithubEnvironment, environments: Sequence[GithubEnvironment], name: str) -> Expression | None:
    retrain = target.graph.spec.models[name].retrain
    chosen = _chosen(environments)
    conditions = [f"({chosen}) == '{target.name}'"] if chosen else []
    if target is environments[-1] and retrain and retrain.schedule and not target.trains_by_itself:
        conditions.append(f"(github.event_name != 'schedule' || {_TRAINS_HERE})")
    return Expression(" && ".join(conditions)) if conditions else None


def _job(target: GithubEnvironment, name: str, condition: Expression | None) -> Job:
    model = target.graph.spec.models[name]
    login = _login(target, model.features.dataset)
    produce = tuple(data_steps.produce(target, data.before_training(target.graph, model)))
    train = tuple(_train(target, name))
    has_own_minutes = duration.minutes(model.train) > duration.LONGEST_JOB
    minutes = duration.total((*produce, *train))
    return Job(
        id=target.name,
        name=f"Train {name} in {target.name}",
        runs_on=target.output.train_runs_on or target.output.runs_on,
        minutes=minutes if has_own_minutes else min(minutes, duration.LONGEST_JOB),
        condition=condition,
        environment={"name": target.name, "deployment": False},
        permissions=merge((READ,), login.permissions),
        env=_variables(target, name, model),
        steps=(require_branch(target), steps.checkout(), *steps.python(target.output), *login.steps, *produce, *train),
    )


def _login(target: GithubEnvironment, dataset: str) -> Login:
    if data.is_in_checkout(target.graph, dataset):
        return Login()
    spec = target.graph.spec
    return data_login(target.graph, spec.connections[spec.datasets[dataset].source.connection])


def _variables(target: GithubEnvironment, name: str, model: Model) -> dict[str, str]:
    """Return the variables of every command. The parameters come last, because they may take several lines."""
    variables = tasks.environment_variables(target.graph) | tasks.model_variables(name, model)
    parameters = variables.pop("OPSGEN_PARAMETERS")
    return {**variables, "OPSGEN_PARAMETERS": parameters}


def _train(target: GithubEnvironment, name: str) -> Iterator[Step]:
    for step in training_steps(target.graph, name, target.commands):
        if step.task is not None:
            yield steps.task(_TITLES[step.name], step.words, step.task, {})
        else:
            yield steps.opsgen(_TITLES[step.name], step.words, secrets.by_name(step.credentials))
    what: Text = f"{name}-{target.name}"
    yield steps.upload("Upload the model and its metrics", what, tasks.artifacts(name), condition=_ALSO_WHERE_IT_FAILED)
