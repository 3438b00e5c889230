"""The kinds of output. A new one is a package here and one more name in `BACKENDS`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from opsgen.backends.codes import UNKNOWN_BACKEND
from opsgen.diagnostics import Finding, Place
from opsgen.near import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.protocol import Backend
    from opsgen.diagnostics import Code
    from opsgen.graph import Project

BACKENDS = ("airflow", "github", "kubernetes")
ENTRY_POINTS = "opsgen.backends"


def enabled(project: Project) -> Iterator[Backend]:
    """The backends that any environment of the project asks for, each imported only then."""
    outputs = [environment.spec.outputs for environment in project.environments]
    for name in BACKENDS:
        if any(getattr(output, name) is not None for output in outputs):
            yield cast("Backend", import_module(f"opsgen.backends.{name}"))
    plugged = dict.fromkeys(name for output in outputs for name in output.plugins)
    if plugged:
        found = _plugins()
        yield from (found[name] for name in plugged if name in found)


def unknown_plugins(project: Project) -> Iterator[tuple[Code, Finding]]:
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
