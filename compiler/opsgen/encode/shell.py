"""Shell words. A workflow gives values to a `run:` line through `env:`; this is for what has to stand in the line."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def word(text: str) -> str:
    """Text as one word of a POSIX shell, with nothing in it that the shell expands."""
    if "\0" in text:
        raise ValueError("a shell word cannot hold the character NUL")
    return shlex.quote(text)


def command(arguments: Iterable[str]) -> str:
    """A command line of one word an argument."""
    return " ".join(map(word, arguments))
