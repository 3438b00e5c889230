"""The workflow that checks every change. Pull requests of forks run it, too, so it uses no secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import data, data_steps, duration, image, pins, ready, steps
from opsgen.backends.github.login import READ, permission
from opsgen.backends.github.setup import python
from opsgen.backends.github.shell import command, summarized
from opsgen.backends.github.workflow import Job, Step, Workflow
from opsgen.graph import tasks
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.workflow import Expression, Interpolation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.workflow import Text
    from opsgen.graph import DatasetNode
    from opsgen.language.project import Image
    from opsgen.render.encode.comment import Comment

_SARIF = "opsgen.sarif"
_AFTER_LINT = Expression("!cancelled() && steps.lint.outcome != 'skipped'")
_IMAGE_MAY_SKIP = Expression("github.event_name == 'push' && 'image' || ''")
# The token of a fork's pull request, and of one by Dependabot, is read-only.
_MAY_REPORT = (
    "github.event_name == 'push' || (github.event.pull_request.head.repo.full_name == github.repository"
    " && github.event.pull_request.user.login != 'dependabot[bot]')"
)
# Code scanning is part of every public repository; a private one needs a license for it.
_HAS_CODE_SCANNING = "!github.event.repository.private || vars.OPSGEN_CODE_SCANNING == 'true'"
_LISTED = 10
"""The number of datasets that a note names."""


def workflow(target: GithubEnvironment) -> Workflow:
    """Build the workflow. It checks the data of the environment that changes reach first."""
    within_reach = data.within_reach(target.graph, secrets=False)
    required = tuple(_jobs(target, within_reach))
    return Workflow(
        path=target.path("ci"),
        source=target.source,
        notes=tuple(_notes(target, within_reach)),
        name=f"{target.project.name} CI",
        triggers={"pull_request": {}, "merge_group": {}, "push": {"branches": [target.output.default_branch]}},
        group=Interpolation(f"{target.group('ci')}/", Expression("github.ref")),
        # A new push to a pull request makes the old run useless. On the default branch, each commit keeps its result.
        cancel=Expression("github.event_name == 'pull_request'"),
        jobs=(*required, _ready(target, required), _findings(target)),
    )


def _notes(target: GithubEnvironment, within_reach: Collection[str]) -> Iterator[Comment]:
    missed = [name for name in target.graph.datasets if name not in within_reach]
    if missed:
        more = [f"{len(missed) - _LISTED} more"] if len(missed) > _LISTED else []
        names = ", ".join([*missed[:_LISTED], *more])
        yield comment_safe(f"This workflow does not check {names} - their data is not available without secrets.")


def _jobs(target: GithubEnvironment, within_reach: Mapping[str, DatasetNode]) -> Iterator[Job]:
    yield _spec(target)
    if target.output.test:
        yield _tests(target, Step("Test", command(target.output.test)))
    if within_reach:
        yield _quality(target, tuple(data_steps.produce(target, within_reach.values())))
    built = target.graph.spec.project.image
    if built and built.build:
        yield _image(target, built)


def _spec(target: GithubEnvironment) -> Job:
    checks = (
        Step("Lint the spec", command(target.compile("lint", "--format", "github")), id="lint"),
        Step("Require up-to-date artifacts", summarized(target.compile("build", "--check", "--summary"))),
        Step(
            "Write the findings as SARIF",
            # The step above reports errors; exit code 1 means only that there are some.
            f'{command(target.compile("lint", "--format", "sarif"))} > "$RUNNER_TEMP/{_SARIF}" || [ $? = 1 ]',
            condition=_AFTER_LINT,
        ),
        steps.upload("Upload the findings", _SARIF, steps.temporary(_SARIF), condition=_AFTER_LINT),
    )
    if not target.project.frozen:
        return _job(target, "spec", "Spec", 15, checks)
    again = Step("Build the releases again, and compare", command(target.promote("--check")))
    # The commit of a release can be any in the history.
    return _job(target, "spec", "Spec", 15, (*checks, again), history=True)


def _ready(target: GithubEnvironment, required: tuple[Job, ...]) -> Job:
    """Build the job `ready`, the one check that branch protection needs to name."""
    ids = [job.id for job in required]
    return ready.job(target, f"{target.project.name} / ready", ids, _IMAGE_MAY_SKIP if "image" in ids else "")


def _findings(target: GithubEnvironment) -> Job:
    """Build the job `findings`. It may write to code scanning, so it runs no code of the project."""
    inputs = {"sarif_file": _SARIF, "category": f"opsgen-{target.project.name}"}
    return Job(
        "findings",
        "Report the findings to code scanning",
        target.output.runs_on,
        10,
        (
            steps.download("Download the findings", _SARIF),
            Step("Upload the findings to code scanning", uses=pins.UPLOAD_SARIF, inputs=inputs),
        ),
        (
            permission("security-events", "write", "to report findings to code scanning"),
            permission("actions", "read", "to name the run, in a private repository"),
        ),
        needs=("spec",),
        condition=Expression(f"!cancelled() && ({_MAY_REPORT}) && ({_HAS_CODE_SCANNING})"),
    )


def _tests(target: GithubEnvironment, test: Step) -> Job:
    return _job(target, "tests", "Tests", 60, (test,))


def _quality(target: GithubEnvironment, produce: tuple[Step, ...]) -> Job:
    name, minutes = f"Quality of the data in {target.name}", min(duration.total(produce), duration.LONGEST_JOB)
    return _job(target, "quality", name, minutes, produce, tasks.environment_variables(target.graph))


def _job(
    target: GithubEnvironment,
    id_: str,
    name: str,
    minutes: int,
    own: tuple[Step, ...],
    env: Mapping[str, Text] | None = None,
    *,
    history: bool = False,
) -> Job:
    before = (steps.checkout(history=history), python(target, cached=True))
    return Job(id_, name, target.output.runs_on, minutes, (*before, *own), (READ,), env=env or {})


def _image(target: GithubEnvironment, built: Image) -> Job:
    cache = {"cache-from": "type=gha", "cache-to": "type=gha,mode=max"}
    build = (
        steps.checkout(),
        Step("Set up Docker Buildx", uses=pins.BUILDX),
        Step("Build the image", uses=pins.BUILD_PUSH, inputs={**image.source(built), "push": False, **cache}),
    )
    # On the default branch, the deploy workflow builds the image.
    condition = Expression("github.event_name != 'push'")
    return Job("image", "Image", target.output.runs_on, 60, build, (READ,), condition=condition)
