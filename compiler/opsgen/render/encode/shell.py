"""Shell words. Workflows pass values to a `run:` line through `env:`; this is for words in the line itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.render.encode.comment import Comment
from opsgen.render.encode.layout import PlaceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.render.encode.layout import Slot

# Not `=`: before a command, `name=value` would set a variable.
_PLAIN = re.compile(r"(?!\w+=)[\w@%+=:,./-]+", re.ASCII)
_RESERVED = re.compile("case|coproc|do|done|elif|else|esac|fi|for|function|if|in|select|then|time|until|while")
_BEFORE = re.compile(r"[a-z_]+ | ")
"""What precedes a word on its line: the name of a command, or another word and a space."""
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


class Shell:
    """The language of `*.sh.jinja`: a value is a whole word of a simple command, or part of a comment."""

    def after(self, state: str, line: str, text: str) -> str:  # noqa: ARG002
        """The line of a value shows whether it is one of these."""
        return ""

    def encode(self, value: object, place: Slot) -> str:
        if place.line.startswith("#"):
            return Comment.text_of(value, place)
        is_word = _BEFORE.fullmatch(place.lead) and place.tail in ("", " ")
        if not is_word or isinstance(value, bool) or not isinstance(value, str | int):
            raise PlaceError(place, "only a word of a command can be inserted, on a line that starts with its name")
        return word(str(value))
