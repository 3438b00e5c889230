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
    local: str | None = None
    """The path of an action of the repository itself, from the root of the checkout: `./` and its folder."""
    inputs: Mapping[str, Text | bool | int] = field(default_factory=dict)
    """The inputs of the action."""
    id: str | None = None
    condition: Expression | None = None
    env: Mapping[str, Text] = field(default_factory=dict)
    minutes: int | None = None
    folder: str | None = None
    """Where the command line runs, if not in the folder of the job."""
    shell: str | None = None
    """The shell, if there is no default."""

    @property
    def actions(self) -> tuple[Action, ...]:
        """The pinned action, if it uses one."""
        return (self.uses,) if self.uses else ()

    @property
    def locals(self) -> tuple[str, ...]:
        """The action of the repository itself, if it uses one."""
        # The template silences zizmor, which recommends `$/`: GitHub Enterprise Server and older runners lack that.
        # https://docs.zizmor.sh/audits/#self-repository
        return (self.local,) if self.local else ()

    @property
    def head(self) -> dict[str, Any]:
        """The keys between the name and the action."""
        return _given({"id": self.id, "if": self.condition})

    @property
    def body(self) -> dict[str, Any]:
        """The keys after the action."""
        where = {"timeout-minutes": self.minutes, "working-directory": self.folder, "shell": self.shell}
        return _given({"with": self.inputs, "env": self.env, **where, "run": self.run})


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
    folder: str | None = None
    """Where its command lines run, if not in the folder of the workflow."""

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
        defaults = {"run": run_defaults(self.folder)} if self.folder else {}
        return _given({"defaults": defaults, "outputs": self.outputs, "env": self.env})


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
    folder: str | None = None
    """Where command lines run, if not in the root of the repository."""

    @property
    def defaults(self) -> dict[str, str]:
        """The settings of all command lines."""
        return run_defaults(self.folder)


def run_defaults(folder: str | None) -> dict[str, str]:
    """Return the settings of command lines that run in a folder; None is the root of the repository."""
    # An explicit `bash` runs with `-eo pipefail`; the implicit shell has no `pipefail`.
    # https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
    return {"shell": "bash", **({"working-directory": folder} if folder else {})}


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None and value not in ((), {})}
