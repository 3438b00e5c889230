"""The shell text of a `run:`. It is either quoted words or a constant script, and gets all other values by `env:`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.render.encode import shell
from opsgen.render.resources import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable


def command(arguments: Iterable[str], *, variable: str | None = None) -> str:
    """Return a command line of quoted arguments. The last argument is the value of `variable`, if given."""
    # GitHub replaces `${{ … }}` in `run:` before the shell parses it, so a value there could be code.
    # https://docs.github.com/en/actions/concepts/security/script-injections
    line = shell.command(arguments)
    return f'{line} "${variable}"' if variable else line


def summarized(arguments: Iterable[str]) -> str:
    """Return a command line whose last argument is the file that GitHub shows as the summary of the job."""
    return command(arguments, variable="GITHUB_STEP_SUMMARY")


def script(name: str) -> str:
    """Return the script `name` of templates/github/scripts: constant text, the same in every project."""
    return read_text(f"templates/github/scripts/{name}.sh")
