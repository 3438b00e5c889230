"""What a `run:` may be: words that no shell expands, or one of opsgen's own scripts, which gets values by `env:`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.render.encode import shell
from opsgen.render.resources import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable


def command(arguments: Iterable[str], *, variable: str | None = None) -> str:
    """A command line of one word an argument, the last of them perhaps what an environment variable holds."""
    line = shell.command(arguments)
    return f'{line} "${variable}"' if variable else line


def script(name: str) -> str:
    """The script `name` of templates/github/scripts: constant text, the same in every project."""
    return read_text(f"templates/github/scripts/{name}.sh")
