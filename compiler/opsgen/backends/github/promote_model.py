"""The workflow that lets environments serve the versions of models that passed their gates.

It asks the registry; trainings have no right to deploy. A job that reads the registry makes the change, and a job that
runs nothing of the project proposes it. The normal deployment then rolls the version out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen import LOCKFILE
from opsgen.backends.github import secrets, steps
from opsgen.backends.github.identity import environment_name, identity_of
from opsgen.backends.github.image import require_branch
from opsgen.backends.github.login import READ, Login, login, merge, permission
from opsgen.backends.github.release import key
from opsgen.backends.github.setup import python
from opsgen.backends.github.shell import script
from opsgen.backends.github.stage import pin_files, stages
from opsgen.backends.github.workflow import Job, Step, Workflow
from opsgen.emit.manifest import MANIFEST
from opsgen.graph import tasks
from opsgen.graph.served import pinned, promotion
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.workflow import Text

_EVERY_15_MINUTES = "7,22,37,52 * * * *"
"""GitHub delays what is to start on the hour, when many workflows start."""
_MINUTES = 20


def workflow(environments: Sequence[GithubEnvironment]) -> Workflow | None:
    """Build the workflow; None if it would promote nothing."""
    chosen = [(target, models) for target in environments if (models := _models(target))]
    if not chosen:
        return None
    first = environments[0]
    jobs = [job for target, models in chosen for job in _jobs(target, models)]
    return Workflow(
        path=first.path("promote-model"),
        source=first.source,
        notes=(comment_safe("After a failed deployment of a version, promote the former one by its number"),),
        name=f"{first.project.name}: promote models",
        triggers={"schedule": [{"cron": _EVERY_15_MINUTES}], "workflow_dispatch": {}},
        group=first.group("promote-model"),
        cancel=False,
        jobs=tuple(jobs),
    )


def _models(target: GithubEnvironment) -> dict[str, str]:
    """Return how each model is promoted that the workflow promotes in an environment."""
    graph = target.graph
    served = {each.model for each in graph.spec.deployments.values() if each.model is not None}
    modes = {name: promotion(graph, name) for name in graph.spec.models if name in served and pinned(graph, name)}
    return {name: mode for name, mode in modes.items() if mode != "manual"}


def _jobs(target: GithubEnvironment, models: dict[str, str]) -> Iterator[Job]:
    credentials = dict.fromkeys(name for model in models for name in tasks.credentials(target.graph, [], model))
    env: dict[str, Text] = {
        "ENVIRONMENT": target.name,
        "MODELS": "\n".join(models),
        "FILES": _files(target),
        "SPEC": target.spec_option,
        **secrets.by_name(credentials),
    }
    find = Step("Find versions to promote", script("find-models"), id="find", env=env)
    identity = identity_of(target.graph, "train")
    access = login(target.graph, identity, _MINUTES, None) if identity else Login()
    is_protected = bool(access.steps) or secrets.are_in([find])
    change = f"models-{target.name}"
    yield Job(
        f"find-{target.name}",
        f"Find versions for {target.name}",
        target.output.runs_on,
        minutes=_MINUTES,
        environment={"name": environment_name(target.name, "train")} if is_protected else {},
        permissions=merge((READ,), access.permissions),
        outputs={"found": Expression("steps.find.outputs.found")},
        steps=(
            require_branch(target),
            steps.checkout(),
            python(target),
            *access.steps,
            find,
            steps.upload(
                "Upload the changes",
                change,
                steps.temporary("change"),
                condition=Expression("steps.find.outputs.found != ''"),
            ),
        ),
    )
    yield _proposal(target, models, change)


def _files(target: GithubEnvironment) -> str:
    """Return the files that a version of a model changes, a line each."""
    return "\n".join([LOCKFILE, MANIFEST, *pin_files(target.graph, target.project).paths])


def _proposal(target: GithubEnvironment, models: dict[str, str], change: str) -> Job:
    automatic = [name for name, mode in models.items() if mode == "automatic"]
    deployed = {stage.target.name for stage in stages(target.project)} if not target.graph.spec.outputs.gitops else ()
    dispatches = bool(automatic) and target.name in deployed
    env: dict[str, Text] = {
        "GH_TOKEN": Expression("github.token"),
        "PROJECT": target.project.name,
        "ENVIRONMENT": target.name,
        "KEY": key(target.name),
        "BRANCH": target.output.default_branch,
        "MODELS": "\n".join(models),
        "AUTOMATIC": "\n".join(automatic),
        "DEPLOY": target.deploy_workflow.rpartition("/")[2] if dispatches else "",
        "FILES": _files(target),
    }
    own = [
        permission("contents", "write", "to push the change"),
        permission("pull-requests", "write", "to open the pull request"),
    ]
    if dispatches:
        own.append(permission("actions", "write", "to start the deployment of what it pushes"))
    return Job(
        f"propose-{target.name}",
        f"Propose versions for {target.name}",
        target.output.runs_on,
        minutes=10,
        needs=(f"find-{target.name}",),
        condition=Expression(f"needs.find-{target.name}.outputs.found != ''"),
        permissions=tuple(own),
        steps=(
            steps.checkout(),
            steps.download("Download the changes", change, "change"),
            Step("Propose the versions", script("propose-models"), env=env),
        ),
    )
