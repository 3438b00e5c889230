"""The pipeline's file and its jobs. Every value is decided here; the template only prints it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from opsgen import SPEC_FILE
from opsgen.backends.api import Artifact
from opsgen.graph.tasks import Commands, environment_variables
from opsgen.render.encode.comment import comment_safe
from opsgen_gitlab import data
from opsgen_gitlab.pipeline import ON_DEFAULT_BRANCH, ON_MERGE_REQUEST, ON_PROTECTED_DEFAULT_BRANCH, Job, Pipeline
from opsgen_gitlab.targets import check_image, deploy_command, targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen.render.encode.comment import Comment
    from opsgen_gitlab.options import GitlabOptions

TEMPLATE = "gitlab/pipeline.yml.jinja"


def artifacts(project: ProjectGraph) -> Iterator[Artifact]:
    """Yield the pipeline, with the options of the first environment that has them."""
    found = targets(project)
    if found:
        graph, given = found[0]
        checks = tuple(_checks(project, graph, given))
        gates = tuple(job.name for job in checks if ON_DEFAULT_BRANCH in job.rules)
        jobs = (*checks, *_deployments(project, gates))
        pipeline = Pipeline(comment_safe(project.source), tuple(_notes(project)), jobs)
        yield Artifact(given.path, TEMPLATE, {"pipeline": pipeline})


def _checks(project: ProjectGraph, graph: EnvironmentGraph, given: GitlabOptions) -> Iterator[Job]:
    spec = () if project.spec_file == SPEC_FILE else (project.spec_file,)
    everywhere = (ON_MERGE_REQUEST, ON_DEFAULT_BRANCH)
    yield _check(project, given, "lint", [["opsgen", "lint", *spec]], everywhere)
    yield _check(project, given, "artifacts", [["opsgen", "build", *spec, "--check"]], everywhere)
    if given.test:
        yield _check(project, given, "tests", [given.test], everywhere)
    if nodes := data.reachable(graph):
        lines = [*data.commands(nodes, Commands(project.spec_file, graph.name))]
        yield _check(project, given, "quality", lines, (ON_MERGE_REQUEST,), environment_variables(graph))


def _check(
    project: ProjectGraph,
    given: GitlabOptions,
    name: str,
    commands: Sequence[Sequence[str]],
    rules: tuple[dict[str, str], ...],
    variables: dict[str, str] | None = None,
) -> Job:
    install = ["python", "-m", "pip", "install", "--requirement", given.requirements]
    return Job(
        name=name,
        stage="check",
        image=check_image(project, given),
        script=tuple(map(shlex.join, (install, *commands))),
        rules=rules,
        interruptible=True,
        timeout="1 hour",
        tags=tuple(given.tags),
        variables=variables or {},
    )


def _deployments(project: ProjectGraph, gates: tuple[str, ...]) -> Iterator[Job]:
    """Yield a job for each environment. Each needs the job of the environment before it."""
    needs = gates
    for graph, given in targets(project):
        command = deploy_command(graph, given)
        if command is not None:
            yield _deployment(project, graph, given, command, needs)
            needs = (*gates, f"deploy-{graph.name}")


def _deployment(
    project: ProjectGraph, graph: EnvironmentGraph, given: GitlabOptions, command: Sequence[str], needs: tuple[str, ...]
) -> Job:
    # A manual job that may not fail blocks the pipeline, and so the environments after it, until someone starts it.
    manual = {"when": "manual", "allow_failure": False} if graph.settings.approval else {}
    return Job(
        name=f"deploy-{graph.name}",
        stage="deploy",
        image=given.deploy_image,
        script=(shlex.join(command),),
        rules=({**ON_PROTECTED_DEFAULT_BRANCH, **manual},),
        interruptible=False,
        timeout="1 hour",
        needs=needs,
        tags=tuple(given.tags),
        variables=environment_variables(graph),
        environment={"name": graph.name, "action": "start"},
        resource_group=f"{project.name}-{graph.name}",
    )


def _notes(project: ProjectGraph) -> Iterator[Comment]:
    for graph, given in targets(project):
        approval = graph.settings.approval
        if approval and deploy_command(graph, given):
            reviewers = ", ".join(name for name in approval.reviewers if name in graph.spec.teams) or "its teams"
            # A comment takes plain words only, so that no text of the spec can end it. Names of teams are plain words.
            yield comment_safe(
                f"{graph.name} is approved by {reviewers} - protect the environment in GitLab to enforce it."
            )
