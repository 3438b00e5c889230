"""The interface of a check: a module with a `CODE`, a function `check`, and its `explain` page as docstring."""

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
        """Yield a finding for each mistake, at a path of the spec of this environment.

        Environments with the same spec are checked once and share the findings. A check must therefore not read the
        name, the settings, the variables or the image of the environment, which may still differ.
        """
        ...


class ProjectCheck(Protocol):
    """One check of a valid spec in all its environments."""

    CODE: Code

    def check(self, project: ProjectGraph) -> Iterable[Finding]:
        """Yield a finding for each mistake, at a path of the spec."""
        ...
