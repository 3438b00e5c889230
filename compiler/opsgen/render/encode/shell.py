"""Shell words. Workflows pass values to a `run:` line through `env:`; this is for words in the line itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Not `=`: before a command, `name=value` would set a variable.
_PLAIN = re.compile(r"(?!\w+=)[\w@%+=:,./-]+", re.ASCII)
_RESERVED = re.compile("case|coproc|do|done|elif|else|esac|fi|for|function|if|in|select|then|time|until|while")
_SPECIAL = re.compile(r'["\\$`]')


def word(text: str) -> str:
    """Quote text as one word of a POSIX shell, in which the shell expands nothing, and without `${{` for GitHub."""
    if "\0" in text:
        raise ValueError("a shell word cannot hold the character NUL")
    if _PLAIN.fullmatch(text) and not _RESERVED.fullmatch(text):
        return text
    tilde, rest = ("\\~", text[1:]) if text.startswith("~") else ("", text)
    escaped = _SPECIAL.sub(_escaped, rest).replace("${{", '$""{{')
    return f'{tilde}"{escaped}"'


def command(arguments: Iterable[str]) -> str:
    """Return a command line with one word per argument."""
    return " ".join(map(word, arguments))


def _escaped(special: re.Match[str]) -> str:
    return f"\\{special[0]}"
