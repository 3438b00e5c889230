"""The document that a YAML parser must read from the text of a workflow or an action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from opsgen.render.encode.workflow import Expression, Interpolation, inert

if TYPE_CHECKING:
    from opsgen.backends.github.setup import CompositeAction
    from opsgen.backends.github.workflow import Job, Step, Workflow


def document(workflow: Workflow) -> dict[str, Any]:
    """Return the workflow as plain values, in the order of the file."""
    described = {
        "name": workflow.name,
        "on": workflow.triggers,
        # Each job declares its own permissions: the repository's default may be write access to everything.
        "permissions": {},
        "concurrency": {"group": workflow.group, "cancel-in-progress": workflow.cancel},
        "defaults": {"run": workflow.defaults},
        "jobs": {job.id: _job(job) for job in workflow.jobs},
    }
    plain: dict[str, Any] = _plain(described)
    return plain


def action_document(action: CompositeAction) -> dict[str, Any]:
    """Return the action as plain values, in the order of the file."""
    described = {
        "name": action.name,
        "description": action.description,
        "inputs": action.inputs,
        "runs": {"using": "composite", "steps": [_step(step) for step in action.steps]},
    }
    plain: dict[str, Any] = _plain(described)
    return plain


def _job(job: Job) -> dict[str, Any]:
    permissions = {permission.scope: permission.access for permission in job.permissions}
    granted = {"permissions": permissions} if permissions else {}
    return {**job.head, **granted, **job.body, "steps": [_step(step) for step in job.steps]}


def _step(step: Step) -> dict[str, Any]:
    place = step.uses.reference if step.uses else step.local
    used = {"uses": place} if place else {}
    return {"name": step.name, **step.head, **used, **step.body}


def _plain(value: object) -> Any:
    match value:
        case Expression() | Interpolation():
            return str(value)
        case str():
            return inert(value)
        case Mapping():
            return {_plain(key): _plain(item) for key, item in value.items()}
        case tuple() | list():
            return [_plain(item) for item in value]
    return value
