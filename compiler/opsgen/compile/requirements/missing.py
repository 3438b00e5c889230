"""Report a requirements file that does not exist, with the command that writes it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from opsgen.backends.github.codes import NO_REQUIREMENTS
from opsgen.compile.requirements.compiling import compile_command, source_of
from opsgen.diagnostics.model import Finding, Place
from opsgen.source.characters import quote_path

if TYPE_CHECKING:
    from opsgen.diagnostics.model import Code

_PLACE = Place(("outputs", "github", "requirements"))


def missing(path: str, python: str) -> tuple[Code, Finding]:
    """Return the finding for the path of a file below the project's folder."""
    message = f"{quote_path(path)} does not exist, and the jobs of the workflows install it"
    help_ = (
        f"list opsgen and the packages of the project in {quote_path(source_of(path))}",
        f"then run: {shlex.join(compile_command(path, python))}",
    )
    return NO_REQUIREMENTS, Finding(_PLACE, message, help_)
