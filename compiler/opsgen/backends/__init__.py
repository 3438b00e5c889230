"""Compilers to one platform each.

In: a project; out: artifacts that are verified before anyone writes them. A new backend is a package, its options in
`language/output.py`, and a line here with its name: CONTRIBUTING.md has the steps.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.backends.api import Artifact, Backend, Rendered, Verification
    from opsgen.diagnostics.model import Code, Finding
    from opsgen.graph import ProjectGraph


class BuiltIn(NamedTuple):
    """A backend of opsgen's own: a package here, each module of which is imported when it is needed."""

    name: str
    templates: str = "opsgen"

    @property
    def codes(self) -> tuple[Code, ...]:
        """Every code that `check` reports."""
        codes: tuple[Code, ...] = self._module("codes").CODES
        return codes

    def check(self, project: ProjectGraph) -> Iterable[tuple[Code, Finding]]:
        """What the platform cannot express, reported once for all environments."""
        return dict.fromkeys(self._module("check").of_project(project))

    def artifacts(self, project: ProjectGraph) -> Iterable[Artifact]:
        """Every file of every environment that asks for it."""
        artifacts: Iterable[Artifact] = self._module("artifacts").artifacts(project)
        return artifacts

    def verify(self, project: ProjectGraph, rendered: Iterable[Rendered]) -> Verification:
        """Read the files as the platform does, and compare them with the artifacts."""
        verification: Verification = self._module("verify").verify(project, rendered)
        return verification

    def _module(self, name: str) -> Any:
        return import_module(f"opsgen.backends.{self.name}.{name}")


AIRFLOW, GITHUB, KUBERNETES, SQL, GITOPS = BACKENDS = (
    BuiltIn("airflow"),
    BuiltIn("github"),
    BuiltIn("kubernetes"),
    BuiltIn("sql"),
    BuiltIn("gitops"),
)


def enabled(project: ProjectGraph) -> Iterator[Backend]:
    """The backends that any environment of the project asks for."""
    outputs = [environment.spec.outputs for environment in project.environments]
    for backend in BACKENDS:
        if any(getattr(output, backend.name) is not None for output in outputs):
            yield backend
    plugins = dict.fromkeys(name for output in outputs for name in output.plugins)
    if plugins:
        from opsgen.backends.outside import load

        yield from map(load, plugins)


def check(project: ProjectGraph) -> Iterator[tuple[Code, Finding]]:
    """What each enabled backend cannot express."""
    for backend in enabled(project):
        if backend in BACKENDS:
            yield from backend.check(project)
        else:
            from opsgen.backends.plugins import check_plugin

            yield from check_plugin(backend, project)
