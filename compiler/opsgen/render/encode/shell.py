"""Shell words. A workflow gives values to a `run:` line through `env:`; this is for what has to stand in the line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# `name=value` is left out, which in front of a command would be a variable.
_PLAIN = re.compile(r"(?!\w+=)[\w@%+=:,./-]+", re.ASCII)
_RESERVED = re.compile("case|coproc|do|done|elif|else|esac|fi|for|function|if|in|select|then|time|until|while")
_SPECIAL = re.compile(r'["\\$`]')


def word(text: str) -> str:
    """Text as one word of a POSIX shell, with nothing in it that the shell expands, and no `${{` for GitHub."""
    if "\0" in text:
        raise ValueError("a shell word cannot hold the character NUL")
    if _PLAIN.fullmatch(text) and not _RESERVED.fullmatch(text):
        return text
    tilde, rest = ("\\~", text[1:]) if text.startswith("~") else ("", text)
    escaped = _SPECIAL.sub(_escaped, rest).replace("${{", '$""{{')
    return f'{tilde}"{escaped}"'


def command(arguments: Iterable[str]) -> str:
    """A command line of one word an argument."""
    return " ".join(map(word, arguments))


def _escaped(special: re.Match[str]) -> str:
    return f"\\{special[0]}"
