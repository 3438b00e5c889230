"""What a spec was read from, so that it can be told later whether it would still be the same."""

from __future__ import annotations

from typing import NamedTuple


class Inputs(NamedTuple):
    """Paths are relative to the project's folder, as includes name them."""

    files: dict[str, bytes]
    """The bytes of every file that was read; one that has several paths is there by each."""
    globs: set[str]
    """What includes ask for by a pattern: a new file may match it."""
    named: dict[str, str]
    """The path of each file whose text was seen, by its name in spans."""
