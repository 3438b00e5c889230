"""Writing to files of the user, and the messages where that fails."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from opsgen.cli.specs import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opsgen.emit.rewrite import Rewrite


def write(files: Sequence[Rewrite]) -> str | None:
    """Write all of the files, or none; returns why none could be written."""
    from opsgen.emit.rewrite import rewrite
    from opsgen.emit.transaction import EditedMeanwhileError

    try:
        rewrite(files)
    except EditedMeanwhileError as error:
        return f"{error.paths[0]} was edited meanwhile; run the command again"
    except OSError as error:
        where = f"{shown(os.path.relpath(error.filename))}: " if error.filename else ""
        return where + str(error.strerror or error)
    return None


def leads_astray(path: Path) -> str:
    """The message about a path of the user that opsgen refuses to write to."""
    return f"a link in {path} leads out of the checkout, or into `.git` or `.opsgen`; name its target instead"
