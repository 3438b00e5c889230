"""What a spec was read from, so that it can be told later whether it would still be the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Inputs(NamedTuple):
    """Paths are relative to the project's folder, as includes name them."""

    files: dict[str, bytes]
    """The bytes of every file that was read; one that has several paths is there by each."""
    globs: set[str]
    """What includes ask for by a pattern: a new file may match it."""
    named: dict[str, Path]
    """Where each file is whose text was seen, links resolved, by its name in spans."""
