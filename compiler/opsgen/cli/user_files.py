"""Writing to the user's own files, and how it is said that this cannot be done."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from opsgen.cli.specs import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opsgen.emit.rewrite import Rewrite


def write(files: Sequence[Rewrite]) -> str | None:
    """Write all of the files; why none could be, if so."""
    from opsgen.emit.rewrite import rewrite
    from opsgen.emit.transaction import EditedMeanwhileError

    try:
        rewrite(files)
    except EditedMeanwhileError as error:
        return f"{error.paths[0]} is being edited at this moment; run it again"
    except OSError as error:
        where = f"{shown(os.path.relpath(error.filename))}: " if error.filename else ""
        return where + str(error.strerror or error)
    return None


def leads_astray(path: Path) -> str:
    """What is said of a path that the user typed and that is not written to."""
    return f"a link in {path} leads out of the checkout, or into `.git` or `.opsgen`; name the place that it leads to"
