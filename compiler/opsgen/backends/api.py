"""What a backend is. Built-in ones and those of other packages keep the same protocol."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opsgen.diagnostics.model import Code, Finding
    from opsgen.graph import ProjectGraph


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that a backend will contain, as typed values: which template shows them, and where the text goes."""

    path: str
    """Below the output root, with `/`."""
    template: str
    """E.g. `airflow/dataset.py.jinja`; the ending before `.jinja` decides how values are encoded."""
    values: Mapping[str, Any]
    """What the template sees, by name."""
    environment: str | None = None
    """The environment that the file belongs to alone; None where it serves several."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """An artifact and the text that its template made of it."""

    artifact: Artifact
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an artifact is not what its consumer takes, or not what its plan says: a bug of opsgen."""

    path: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What verification found, and in one line each what it could not verify, since a package is missing."""

    problems: tuple[Problem, ...] = ()
    unverified: tuple[str, ...] = field(default=())


class Backend(Protocol):
    """One kind of output: a module, or any other object with these attributes."""

    @property
    def name(self) -> str:
        """As in `outputs` of the spec."""
        ...

    def check(self, project: ProjectGraph) -> Iterable[tuple[Code, Finding]]:
        """Say what it cannot express, each with its code. Every `lint` asks this, so it loads nothing for plans."""
        ...

    def artifacts(self, project: ProjectGraph) -> Iterable[Artifact]:
        """Decide which files there will be, and every value in them, for a project that has no finding."""
        ...

    def verify(self, project: ProjectGraph, rendered: Iterable[Rendered]) -> Verification:
        """Prove that the texts are valid for their consumer and say what their plan says; they come once."""
        ...
