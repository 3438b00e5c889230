"""Workflows of a project that is in a folder of its repository.

A workflow starts only if the project changes. Its commands run in the project's folder, and the paths that actions take
are relative to the checkout.
"""

from __future__ import annotations

from dataclasses import replace
from posixpath import join, normpath
from typing import TYPE_CHECKING, Any

from opsgen.backends.github import pins
from opsgen.backends.github.glob import below, literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from opsgen.backends.github.workflow import Job, Step, Text, Workflow
    from opsgen.language.project import Project

_PATHS = ("path", "cache-dependency-path", "context", "file", "sarif_file")
"""Inputs of actions that are paths in the checkout."""
_FILTERED = ("push", "pull_request")
"""The events that can have path filters."""
CHECKOUT = "."
"""The folder of the checkout: a job that checks nothing out has no other."""


def used_outside(project: Project, folder: str) -> tuple[str, ...]:
    """Return the folders and files outside of a project that it uses, as paths from the root of the repository."""
    build = project.image.build if project.image else None
    of_image = (build.context, build.dockerfile) if build else ()
    paths = dict.fromkeys(normpath(join(folder, path)) for path in (*project.shared, *of_image) if path)
    return tuple(path for path in paths if not f"{path}/".startswith(f"{folder}/"))


def in_folder(workflow: Workflow, folder: str, shared: Sequence[str] = ()) -> Workflow:
    """Return the workflow for a project in a folder of the repository; empty for the root.

    Changes of `shared`, which are paths from the root, start it, too.
    """
    if not folder:
        return workflow
    triggers = {event: _filtered(workflow, folder, shared, event) for event in workflow.triggers}
    return replace(workflow, folder=folder, triggers=triggers, jobs=tuple(_job(job, folder) for job in workflow.jobs))


def _filtered(workflow: Workflow, folder: str, shared: Sequence[str], event: str) -> Any:
    """Return the trigger with path filters that are relative to the root."""
    options: Mapping[str, Any] = workflow.triggers[event]
    if event not in _FILTERED:
        return options
    prefix = literal(folder)
    others = {key: value for key, value in options.items() if key not in ("paths", "paths-ignore")}
    if "paths" in options:
        return {**others, "paths": [f"{prefix}/{path}" for path in options["paths"]]}
    # GitHub refuses an event with both `paths` and `paths-ignore`. A later pattern overrides an earlier one.
    ignored = [f"!{prefix}/{path}" for path in options.get("paths-ignore", ())]
    used = {step.local for job in workflow.jobs for step in job.steps if step.local}
    actions = (below(place.removeprefix("./")) for place in sorted(used))
    elsewhere = (pattern for path in shared for pattern in _patterns(path))
    return {**others, "paths": [below(folder), literal(workflow.path), *actions, *elsewhere, *ignored]}


def _patterns(path: str) -> tuple[str, ...]:
    """Return the patterns of a path that may be a file or a folder."""
    return ("**",) if path == CHECKOUT else (literal(path), below(path))


def _job(job: Job, folder: str) -> Job:
    checkout = next((index for index, step in enumerate(job.steps) if step.uses is pins.CHECKOUT), None)
    if checkout is None:
        return replace(job, folder=CHECKOUT)
    before, after = job.steps[: checkout + 1], job.steps[checkout + 1 :]
    return replace(job, steps=(*_before(before), *(replace(step, inputs=_inputs(step, folder)) for step in after)))


def _before(steps: Sequence[Step]) -> Iterator[Step]:
    """Yield the steps before the checkout, when the project's folder does not exist."""
    for step in steps:
        yield replace(step, folder=CHECKOUT) if step.run else step


def _inputs(step: Step, folder: str) -> Mapping[str, Text | bool | int]:
    given = {"path": ".", **step.inputs} if step.uses is pins.DOWNLOAD else step.inputs
    return {name: _moved(value, folder) if name in _PATHS else value for name, value in given.items()}


def _moved(value: Text | bool | int, folder: str) -> Text | bool | int:
    """Return a path below the project's folder, or several in a line each."""
    if not isinstance(value, str):
        return value
    return "\n".join(normpath(join(folder, path)) for path in value.split("\n"))
