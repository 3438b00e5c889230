"""The action that sets Python up for the jobs of a project, so that no workflow repeats it."""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import join
from typing import TYPE_CHECKING

from opsgen.backends.github import pins
from opsgen.backends.github.workflow import Step
from opsgen.render.encode.workflow import Expression, Interpolation
from opsgen.repository import WORKFLOWS, setup_action

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.workflow import Text
    from opsgen.graph import ProjectGraph
    from opsgen.language.output import GithubOutput
    from opsgen.render.encode.comment import Comment

_INSTALL = 'python -m pip install --requirement "$REQUIREMENTS"'


@dataclass(frozen=True, slots=True)
class CompositeAction:
    """An action that runs steps, which is a file."""

    path: str
    source: Comment
    """The spec that it was generated from."""
    name: str
    description: str
    inputs: Mapping[str, Mapping[str, str]]
    steps: tuple[Step, ...]


def action(target: GithubEnvironment) -> CompositeAction:
    """Build the action, with the options of the first environment as defaults."""
    return CompositeAction(
        setup_action(target.project.name, target.output.path),
        target.source,
        f"{target.project.name}: set up Python",
        "Set up Python with the requirements of the project",
        dict(_inputs(target.output)),
        tuple(_steps(target.project.folder)),
    )


def _inputs(output: GithubOutput) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield "python-version", {"description": "The version of Python", "default": output.python}
    requirements = "The file of requirements, in the folder of the project"
    yield "requirements", {"description": requirements, "default": output.requirements}
    # Code that runs on the default branch can write to the cache, and all branches read it. A poisoned cache would get
    # the job's secrets. https://codeql.github.com/codeql-query-help/actions/actions-cache-poisoning-direct-cache
    cache = "`pip` caches what is downloaded, which only jobs without secrets may do"
    yield "cache", {"description": cache, "default": ""}


def _steps(folder: str) -> Iterator[Step]:
    requirements = Expression("inputs.requirements")
    python: dict[str, Text] = {
        "python-version": Expression("inputs.python-version"),
        "cache": Expression("inputs.cache"),
        "cache-dependency-path": Interpolation(f"{folder}/", requirements) if folder else requirements,
    }
    yield Step("Set up Python", uses=pins.PYTHON, inputs=python)
    env: dict[str, Text] = {"REQUIREMENTS": requirements}
    # No default of a workflow applies to the steps of an action.
    yield Step("Install the requirements", _INSTALL, env=env, folder=folder or None, shell="bash")  # noqa: S604


def python(target: GithubEnvironment, *, cached: bool = False) -> Step:
    """Set up Python with the project's requirements, after the checkout. Pass `cached` only in jobs without secrets."""
    first = _first(target.project)
    place = setup_action(target.project.name, first.path).removesuffix("/action.yml")
    if first.path != WORKFLOWS:
        place = join(target.project.folder, place)
    own = {"python-version": target.output.python, "requirements": target.output.requirements}
    defaults = {"python-version": first.python, "requirements": first.requirements}
    inputs = {name: value for name, value in own.items() if value != defaults[name]}
    # A path from the root of the checkout: the folder of the job does not count.
    return Step("Set up Python", local=f"./{place}", inputs=inputs | ({"cache": "pip"} if cached else {}))


def _first(project: ProjectGraph) -> GithubOutput:
    """Return the options of the first environment with workflows, which the action has."""
    return next(graph.spec.outputs.github for graph in project.environments if graph.spec.outputs.github)
