"""What a check is: a module whose docstring is its page, with a `CODE` and a `check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.diagnostics.model import Code, Finding
    from opsgen.graph import EnvironmentGraph, ProjectGraph


class Check(Protocol):
    """One check of a spec in one environment."""

    CODE: Code

    def check(self, graph: EnvironmentGraph) -> Iterable[Finding]:
        """Say what is wrong, at places of the spec as it is in this environment.

        Whatever other environment has the same spec gets the same said: its name, settings, variables and image, in
        which those differ, are none of a check's business.
        """
        ...


class ProjectCheck(Protocol):
    """One check of a valid spec in all its environments."""

    CODE: Code

    def check(self, project: ProjectGraph) -> Iterable[Finding]:
        """Say what is wrong, at places of the spec."""
        ...
