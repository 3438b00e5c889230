"""What the tasks of a DAG do, whichever runner runs them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.language.task import Execution


class Command(NamedTuple):
    """A command of the project's or of opsgen's own."""

    task_id: str
    words: tuple[str, ...]
    """The program and its arguments."""
    inlets: tuple[str, ...] = ()
    """The datasets that it reads."""
    outlets: tuple[str, ...] = ()
    """The datasets that it publishes. DAGs that they start run when it succeeds."""
    variables: Mapping[str, str] = MappingProxyType({})
    """Environment variables beside those of all tasks of the DAG."""
    secrets: Mapping[str, str] = MappingProxyType({})
    """Environment variables that hold secrets, and which ones."""
    credentials: tuple[str, ...] = ()
    """The secrets of what it reaches, for variables of the same names; a worker has them, a pod must be given them."""
    model: str | None = None
    """The model that it loads, whose pinned version it is told."""
    execution: Execution | None = None
    """What the spec says about how it is run."""
    skip_on_exit_code: int | None = None
    """The exit code that means there is nothing to do for the tasks behind this one."""
    final_exit_codes: tuple[int, ...] = ()
    """The exit codes after which it is not tried again."""


class Trigger(NamedTuple):
    """Start another DAG."""

    task_id: str
    dag_id: str


Step: TypeAlias = Command | Trigger
