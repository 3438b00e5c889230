"""The workflow that trains a model: on schedule and on drift in the last environment, by hand in any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.backends.github import data, data_steps, duration, secrets, steps
from opsgen.backends.github.identity import data_of_training, environment_name, identity_of
from opsgen.backends.github.image import require_branch
from opsgen.backends.github.login import DURATION, READ, Login, login, merge, renewed
from opsgen.backends.github.setup import python
from opsgen.backends.github.workflow import Job, Workflow
from opsgen.graph import tasks
from opsgen.graph.tasks import RUN
from opsgen.graph.training import training_steps
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.workflow import Expression, Interpolation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.workflow import Step, Text
    from opsgen.language.model import Model, Retrain
    from opsgen.render.encode.comment import Comment

_RUN = Interpolation("github/", Expression("github.run_id"))
"""A second attempt of the workflow's run continues with what the first one trained."""
# The metrics of a failed gate show why it failed.
_ALSO_WHERE_IT_FAILED = Expression("!cancelled()")
_TITLES = {"train": "Train", "evaluate": "Check the gates", "explain": "Explain", "register": "Register"}
_TRAINS_HERE = "vars.OPSGEN_TRAIN_ON_SCHEDULE == 'true'"


def workflow(environments: Sequence[GithubEnvironment], name: str) -> Workflow:
    """Build the workflow of a model, with a job for each environment."""
    last = environments[-1]
    where = _chosen(environments)
    jobs = tuple(_job(target, name, _condition(target, environments, name)) for target in environments)
    return Workflow(
        path=last.path(f"train-{name}"),
        source=last.source,
        notes=(*_notes(last, last.graph.spec.models[name]), *_sessions(jobs)),
        name=f"{last.project.name}: train {name}",
        triggers=_triggers(environments, name),
        group=_group(last, name, where),
        cancel=False,
        jobs=jobs,
    )


def _group(last: GithubEnvironment, name: str, where: str | None) -> Text:
    group = last.group("train", name)
    return Interpolation(f"{group}/", Expression(where)) if where else group


def _notes(last: GithubEnvironment, model: Model) -> Iterator[Comment]:
    retrain = model.retrain
    if retrain is None:
        return
    if retrain.schedule and not last.trains_by_itself:
        yield comment_safe("Airflow trains on schedule. To let GitHub do so, set the repository variable")
        yield comment_safe("OPSGEN_TRAIN_ON_SCHEDULE to true, and pause the DAG.")
    if retrain.on_drift:
        yield comment_safe("On drift, start a training by a repository dispatch of the type below.")


def _sessions(jobs: Sequence[Job]) -> Iterator[Comment]:
    for job in jobs:
        seconds = next((each for step in job.steps if (each := step.inputs.get(DURATION))), None)
        if seconds:
            yield comment_safe(f"The AWS role of {job.id} must allow sessions of at least {seconds} seconds.")


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
    produce = tuple(data_steps.produce(target, data.before_training(target.graph, model)))
    train = tuple(_train(target, name))
    has_own_minutes = duration.minutes(model.train) > duration.LONGEST_JOB
    total = duration.total((*produce, *train))
    minutes = total if has_own_minutes else min(total, duration.LONGEST_JOB)
    access = _login(target, name, minutes)
    own = (*access.steps, *renewed(access, (*produce, *train)))
    return Job(
        id=target.name,
        name=f"Train {name} in {target.name}",
        runs_on=target.output.train_runs_on or target.output.runs_on,
        minutes=minutes,
        condition=condition,
        # The code of the project must not run with the OIDC subject of a deployment.
        environment={"name": environment_name(target.name, "train")} if access.steps or secrets.are_in(own) else {},
        permissions=merge((READ,), access.permissions),
        env=_variables(target),
        steps=(require_branch(target), steps.checkout(), python(target), *own),
    )


def _login(target: GithubEnvironment, name: str, minutes: int) -> Login:
    identity = identity_of(target.graph, "train")
    return login(target.graph, identity, minutes, data_of_training(target.graph, name)) if identity else Login()


def _variables(target: GithubEnvironment) -> dict[str, Text]:
    """Return the variables of every command. Each finds the training by the run of the workflow."""
    return {**tasks.environment_variables(target.graph), RUN: _RUN}


def _train(target: GithubEnvironment, name: str) -> Iterator[Step]:
    for step in training_steps(target.graph, name, target.commands):
        minutes = duration.OF_OPSGEN if step.task is None else duration.minutes(step.task)
        yield steps.opsgen(_TITLES[step.name], step.words, secrets.by_name(step.credentials), minutes=minutes)
    if target.graph.spec.models[name].registry is None:
        what: Text = f"{name}-{target.name}"
        yield steps.upload("Upload the model", what, tasks.ARTIFACTS_FOLDER, condition=_ALSO_WHERE_IT_FAILED)
