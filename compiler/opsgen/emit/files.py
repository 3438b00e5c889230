"""The input and output of the writer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from opsgen.emit.recorded import recorded_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.diagnostics.model import Diagnostic


@dataclass(frozen=True, slots=True)
class OutputFile:
    """An artifact. `path` is posix and relative to the output folder."""

    path: str
    content: bytes
    executable: bool = False

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def recorded(self) -> str:
        """The digest in the manifest."""
        return recorded_digest(self.content)


class Origin(NamedTuple):
    """The spec that an artifact was built from, as its first line names it."""

    spec: str
    """The path from the root of the repository."""
    is_own: bool
    """Whether it is the spec of this build."""
    exists: bool

    @property
    def is_other(self) -> bool:
        """Whether the artifact belongs to another spec. The spec of this build may have been renamed or moved."""
        return self.exists and not self.is_own


class Owner(NamedTuple):
    """The project of a build, and how to recognize its artifacts. The writer depends on no backend and no language.

    The manifest may come from a pull request, so it is never the only proof that opsgen wrote a file.
    """

    project: str
    spec: str
    """The spec of the build, by its path from the root of the repository."""
    origin: Callable[[bytes], Origin | None]
    """Returns where an artifact with this start of its content comes from; None if opsgen did not write it."""
    can_produce: Callable[[str], bool]
    """Returns whether an output of the project can have a file at this path."""


class FileChange(StrEnum):
    WRITTEN = "written"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"


@dataclass(slots=True)
class Result:
    """The changes of a build, sorted by path. If there are diagnostics, nothing was written and `changes` is empty."""

    changes: list[tuple[str, FileChange]] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


@dataclass(slots=True)
class Check:
    """The changes that a build would make, and their diff. The diff has text from the disk, which is not escaped."""

    changes: list[tuple[str, FileChange]] = field(default_factory=list)
    diff: str = ""
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether a build would write nothing at all."""
        return not self.diff and not self.diagnostics
