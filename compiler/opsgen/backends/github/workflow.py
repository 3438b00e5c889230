"""The parts of a workflow as typed values. One template renders all workflows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from opsgen.render.encode.workflow import Expression, Interpolation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.backends.github.pins import Action
    from opsgen.render.encode.comment import Comment

Text: TypeAlias = str | Expression | Interpolation


@dataclass(frozen=True, slots=True)
class Permission:
    """A permission of a job's token, and the reason for it."""

    scope: str
    access: str
    why: Comment


@dataclass(frozen=True, slots=True)
class Step:
    """A step: it either runs a command line or uses an action."""

    name: str
    run: str | None = None
    """Shell text without expressions of GitHub: see `shell.py`."""
    uses: Action | None = None
    inputs: Mapping[str, Text | bool | int] = field(default_factory=dict)
    """The inputs of the action."""
    id: str | None = None
    condition: Expression | None = None
    env: Mapping[str, Text] = field(default_factory=dict)
    minutes: int | None = None

    @property
    def actions(self) -> tuple[Action, ...]:
        """The action, if it uses one."""
        return (self.uses,) if self.uses else ()

    @property
    def head(self) -> dict[str, Any]:
        """The keys between the name and the action."""
        return _given({"id": self.id, "if": self.condition})

    @property
    def body(self) -> dict[str, Any]:
        """The keys after the action."""
        given = {"with": self.inputs, "env": self.env, "timeout-minutes": self.minutes, "run": self.run}
        return _given(given)


@dataclass(frozen=True, slots=True)
class Job:
    """A job. It has only the permissions that it declares, because the workflow has none."""

    id: str
    name: str
    runs_on: str
    minutes: int
    steps: tuple[Step, ...]
    permissions: tuple[Permission, ...] = ()
    needs: tuple[str, ...] = ()
    condition: Expression | None = None
    environment: Mapping[str, str | bool] = field(default_factory=dict)
    """The GitHub environment, which provides secrets and variables and requires approvals."""
    outputs: Mapping[str, Expression] = field(default_factory=dict)
    env: Mapping[str, Text] = field(default_factory=dict)

    @property
    def head(self) -> dict[str, Any]:
        """The keys before the permissions."""
        given = {
            "needs": self.needs,
            "if": self.condition,
            "runs-on": self.runs_on,
            "timeout-minutes": self.minutes,
            "environment": self.environment,
        }
        return {"name": self.name} | _given(given)

    @property
    def grants(self) -> tuple[tuple[Permission, ...], ...]:
        """The permissions as one block, or no block."""
        return (self.permissions,) if self.permissions else ()

    @property
    def body(self) -> dict[str, Any]:
        """The keys between the permissions and the steps."""
        return _given({"outputs": self.outputs, "env": self.env})


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow, which is a file."""

    path: str
    source: Comment
    """The spec that it was generated from."""
    name: str
    triggers: Mapping[str, Any]
    group: Text
    """The concurrency group: GitHub runs one run of a group at a time."""
    cancel: bool | Expression
    """Whether a newer run cancels the current one."""
    jobs: tuple[Job, ...]
    notes: tuple[Comment, ...] = ()
    """Comments at the top of the file."""
    environment: str | None = None
    """The environment, if the workflow is for one only."""


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None and value not in ((), {})}
