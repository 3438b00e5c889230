"""What a backend is. Built-in backends and those of other packages have the same protocol."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pydantic import BaseModel

    from opsgen.diagnostics.model import Code, Finding
    from opsgen.graph import EnvironmentGraph, ProjectGraph


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that a backend will contain, as typed values: which template shows them, and where the text goes."""

    path: str
    """Below the output root, with `/`."""
    template: str
    """Such as `airflow/dataset.py.jinja`; the ending before `.jinja` decides how values are encoded."""
    values: Mapping[str, Any]
    """What the template sees, by name."""
    environment: str | None = None
    """The environment that the file belongs to alone; None where it serves several."""
    released: Literal["file", "pins"] | None = None
    """Whether the environment runs the file: a release has its digest, and later environments get it by a promotion.
    `pins` is a file with what is pinned there, which is no part of the digest."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """An artifact and the text that its template made of it."""

    artifact: Artifact
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text is not valid for its platform, or not what its artifact says: a bug of the backend."""

    path: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What verification found, and in one line each what it could not verify, since a package is missing."""

    problems: tuple[Problem, ...] = ()
    unverified: tuple[str, ...] = field(default=())


def options(graph: EnvironmentGraph, plugin: str) -> Any:
    """The validated options of a backend of another package; None where the environment does not use it."""
    return graph.spec.outputs.plugins.get(plugin)


class Backend(Protocol):
    """One kind of output. The options of a built-in one are the field of `Outputs` with its name."""

    @property
    def name(self) -> str:
        """The name in the spec: `outputs.NAME` of a built-in backend, `outputs.plugins.NAME` of any other."""
        ...

    @property
    def codes(self) -> Sequence[Code]:
        """Every code that `check` reports, with its page for `opsgen explain`."""
        ...

    @property
    def templates(self) -> str:
        """The package that has the templates in its folder `templates/`."""
        ...

    def check(self, project: ProjectGraph) -> Iterable[tuple[Code, Finding]]:
        """Report what the platform cannot express. Every `lint` calls it: it imports nothing that only builds need."""
        ...

    def artifacts(self, project: ProjectGraph) -> Iterable[Artifact]:
        """Decide which files there are, and every value in them, for a project without errors."""
        ...

    def verify(self, project: ProjectGraph, rendered: Iterable[Rendered]) -> Verification:
        """Prove that the texts are valid for the platform and have the values of their artifacts. They come once."""
        ...


class PluginBackend(Backend, Protocol):
    """A backend of another package: a module, or any other object with these attributes.

    Its package announces it through the entry point group `opsgen.backends`, under the backend's `name`.
    """

    @property
    def options(self) -> type[BaseModel]:
        """The model of `outputs.plugins.NAME`, which lint validates the options with. `options()` gives the result.

        A field `path` is the file or the folder of the artifacts: opsgen reports where those of two outputs overlap.
        """
        ...
