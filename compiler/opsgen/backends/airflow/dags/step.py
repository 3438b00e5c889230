"""What the tasks of a DAG do, whichever runner runs them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.language.task import Execution


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the project's or of opsgen's own."""

    task_id: str
    words: tuple[str, ...]
    """The program and its arguments."""
    inlets: tuple[str, ...] = ()
    """The datasets that it reads."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Environment variables beside those of all tasks of the DAG."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Environment variables that hold secrets, and which ones."""
    credentials: tuple[str, ...] = ()
    """The secrets of what it reaches, for variables of the same names; a worker has them, a pod must be given them."""
    execution: Execution | None = None
    """What the spec says about how it is run."""
    skip_on_exit_code: int | None = None
    """The exit code that means there is nothing to do for the tasks behind this one."""
    final_exit_codes: tuple[int, ...] = ()
    """The exit codes after which it is not tried again."""


@dataclass(frozen=True, slots=True)
class Publish:
    """Tell whatever is scheduled by a dataset that there is a new version of it."""

    dataset: str
    task_id: str = "publish"


@dataclass(frozen=True, slots=True)
class Trigger:
    """Start another DAG."""

    task_id: str
    dag_id: str


Step: TypeAlias = Command | Publish | Trigger
