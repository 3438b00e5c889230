"""The SQL of a transform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.language.values import is_inline_sql
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.source.access import may_read, resolved
from opsgen.source.read import read
from opsgen.source.text import FileError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1_000_000
"""The largest SQL file, in characters."""


def read_sql(given: str, folder: Path) -> str:
    """The SQL of a transform, from the spec itself or from a file in the project's folder."""
    if is_inline_sql(given):
        return given
    path = folder / given
    real = may_read(given, str(resolved(folder)))
    if real is None:
        raise UnreadableError(f"{path} leads out of the project's folder")
    try:
        text = read(real, path.as_posix()).decode("utf-8-sig")
    except FileError as error:
        raise UnreadableError(error.diagnostic.message) from None
    except UnicodeDecodeError:
        raise UnreadableError(f"{path} cannot be read: it is not UTF-8") from None
    if len(text) > LARGEST:
        raise UnreadableError(f"{path} has more than {LARGEST:,} characters")
    return text
