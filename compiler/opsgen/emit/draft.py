"""A file that is there whole or not at all, without the ceremony of a build."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SHOWN = 40
"""How many characters of a file's name its draft has in its own, which must not become too long."""


@contextmanager
def drafted(path: Path, place: Path | None = None) -> Iterator[Path]:
    """A file beside `path` to write to; once that is done it takes the place of `path`, or of what `place` names.

    Where something fails, also that, the draft is gone and what stood there stays.
    """
    draft = path.with_name(f".{path.name[:_SHOWN]}.{os.getpid()}.new")
    try:
        yield draft
        draft.replace(place or path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
