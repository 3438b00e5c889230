"""Backends of other packages, found by their entry points. Only a spec or a code that needs one gets here: looking
entry points up costs several times as much as linting a small spec.

Installed packages are trusted code. A spec can only choose among them by name.
"""

from __future__ import annotations

import os.path
import sys
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.metadata import EntryPoint

    from pydantic import BaseModel

    from opsgen.backends.api import Artifact, Backend, Problem, Rendered, Verification
    from opsgen.diagnostics.model import Code, Finding
    from opsgen.graph import ProjectGraph

ENTRY_POINTS = "opsgen.backends"
"""The group of entry points that packages announce their backends in."""
ATTRIBUTES = ("name", "options", "codes", "templates", "check", "artifacts", "verify")
"""Everything that a backend must have; see `backends/api.py`."""


class BackendError(Exception):
    """A backend of another package failed. The message names the package, whose authors can fix it."""


class OutsideBackend:
    """A backend of another package, with the name of the package for errors."""

    def __init__(self, package: str, backend: Any) -> None:
        self.package = package
        self.name: str = backend.name
        self.options: type[BaseModel] = backend.options
        self.codes: tuple[Code, ...] = tuple(backend.codes)
        self.templates: str = backend.templates
        self._backend = backend

    def check(self, project: ProjectGraph) -> Iterable[tuple[Code, Finding]]:
        with errors_of(self):
            found = dict.fromkeys(self._backend.check(project))
            for code, _ in found:
                if code not in self.codes:
                    raise ValueError(f"`check` reports {code.code}, which is not in `codes`")
            return found

    def artifacts(self, project: ProjectGraph) -> Iterable[Artifact]:
        artifacts: Iterable[Artifact] = self._backend.artifacts(project)
        return artifacts

    def verify(self, project: ProjectGraph, rendered: Iterable[Rendered]) -> Verification:
        verification: Verification = self._backend.verify(project, rendered)
        return verification


@contextmanager
def errors_of(backend: Backend) -> Iterator[None]:
    """Turn whatever a backend of another package raises into an error that names the package."""
    try:
        yield
    except BackendError:
        raise
    except Exception as error:
        if not isinstance(backend, OutsideBackend):
            raise
        raise BackendError(_failure(backend.name, backend.package, error)) from error


def raise_problems(backend: Backend, problems: Iterable[Problem]) -> None:
    """Report what is wrong with the files of a backend of another package as an error of that package."""
    if not isinstance(backend, OutsideBackend):
        return
    lines = [f"{each.path}:{each.line or 1}: {each.message}" for each in problems]
    if lines:
        what = f"the backend `{backend.name}` of the package {backend.package} built invalid files"
        raise BackendError("\n".join([what, *lines]))


@cache
def installed() -> dict[str, EntryPoint]:
    """The entry point of each backend that an installed package brings, by the backend's name."""
    from importlib.metadata import distributions

    # `python -m opsgen` searches the current folder first. What a checkout has there is not installed: never import it.
    folders = [folder for folder in sys.path if os.path.realpath(folder or os.curdir) != os.path.realpath(os.curdir)]
    entries = (entry for package in distributions(path=folders) for entry in package.entry_points)
    found: dict[str, EntryPoint] = {}
    for entry in entries:
        if entry.group == ENTRY_POINTS:
            found.setdefault(entry.name, entry)
    return found


@cache
def load(name: str) -> OutsideBackend:
    """Import a backend that is installed."""
    entry = installed()[name]
    package = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
    try:
        backend = entry.load()
        missing = [attribute for attribute in ATTRIBUTES if not hasattr(backend, attribute)]
        if missing:
            raise TypeError(f"it has no attribute `{missing[0]}`")
        if backend.name != name:
            raise ValueError(f"its entry point is called `{name}`, and its `name` is `{backend.name}`")
        return OutsideBackend(package, backend)
    except Exception as error:
        raise BackendError(_failure(name, package, error)) from error


def loadable() -> Iterator[OutsideBackend]:
    """Every installed backend that can be imported. A broken one is reported where a spec uses it."""
    for name in installed():
        try:
            yield load(name)
        except BackendError:
            continue


def _failure(name: str, package: str, error: Exception) -> str:
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    # The name of the file is enough to find the line in the package, and shows no folder of this machine.
    where = f" ({os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno})" if frame else ""  # noqa: PTH119
    return f"the backend `{name}` of the package {package} failed: {type(error).__name__}: {error}{where}"
