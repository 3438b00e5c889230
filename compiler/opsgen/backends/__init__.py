"""Compilers to one platform each.

In: a project; out: artifacts that are verified before anyone writes them. A new backend is a package and a line here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.backends.codes import UNKNOWN_BACKEND
from opsgen.diagnostics.model import Finding, Place
from opsgen.diagnostics.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.backends.api import Artifact, Backend, Rendered, Verification
    from opsgen.diagnostics.model import Code
    from opsgen.graph import ProjectGraph


class BuiltIn(NamedTuple):
    """A backend of opsgen's own: a package here, each module of which is imported when it is needed."""

    name: str

    def check(self, project: ProjectGraph) -> Iterable[tuple[Code, Finding]]:
        """What its consumer cannot express, said once for all environments."""
        return dict.fromkeys(self._module("check").of_project(project))

    def artifacts(self, project: ProjectGraph) -> Iterable[Artifact]:
        """Every file of every environment that asks for it."""
        artifacts: Iterable[Artifact] = self._module("artifacts").artifacts(project)
        return artifacts

    def verify(self, project: ProjectGraph, rendered: Iterable[Rendered]) -> Verification:
        """Proof that the texts are what its consumer takes, and say what their plan says."""
        verdict: Verification = self._module("verify").verify(project, rendered)
        return verdict

    def _module(self, name: str) -> Any:
        return import_module(f"opsgen.backends.{self.name}.{name}")


AIRFLOW, GITHUB, KUBERNETES, SQL = BACKENDS = (
    BuiltIn("airflow"),
    BuiltIn("github"),
    BuiltIn("kubernetes"),
    BuiltIn("sql"),
)
ENTRY_POINTS = "opsgen.backends"


def enabled(project: ProjectGraph) -> Iterator[Backend]:
    """The backends that any environment of the project asks for."""
    outputs = [environment.spec.outputs for environment in project.environments]
    for backend in BACKENDS:
        if any(getattr(output, backend.name) is not None for output in outputs):
            yield backend
    plugged = dict.fromkeys(name for output in outputs for name in output.plugins)
    if plugged:
        found = _plugins()
        yield from (found[name] for name in plugged if name in found)


def unknown_plugins(project: ProjectGraph) -> Iterator[tuple[Code, Finding]]:
    """Findings for backends of other packages that are not installed."""
    plugged = {name for environment in project.environments for name in environment.spec.outputs.plugins}
    found = _plugins() if plugged else {}
    for name in sorted(plugged - found.keys()):
        help_ = did_you_mean(name, found) or ("install the package that brings it",)
        place = Place(("outputs", "plugins", name), "key")
        yield UNKNOWN_BACKEND, Finding(place, f"no installed package has a backend `{name}`", help_)


def _plugins() -> dict[str, Backend]:
    from importlib.metadata import entry_points

    return {entry.name: entry.load() for entry in entry_points(group=ENTRY_POINTS)}
