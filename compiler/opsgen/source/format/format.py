"""Format a file, and verify that its meaning has not changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruamel.yaml.error import YAMLError

from opsgen.source.edit.original import Original
from opsgen.source.edit.syntax import meaning, syntax
from opsgen.source.format.layout import layout
from opsgen.source.format.token import UnknownTextError, comments
from opsgen.source.parse import parse
from opsgen.source.read import decode
from opsgen.source.text import FileError

if TYPE_CHECKING:
    from opsgen.diagnostics.model import Diagnostic
    from opsgen.source.edit.syntax import Node


class UnreadableError(Exception):
    """A file cannot be formatted, because it cannot be parsed; see `diagnostic`."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class DifferentError(Exception):
    """The formatted file would have another meaning, so it must not be written."""


def formatted(data: bytes, name: str) -> bytes:
    """Return the bytes of a file in its canonical layout; `name` is its name in diagnostics."""
    _check(data, name)
    original = Original(data)
    root = syntax(original.text)
    try:
        text = layout(original.text, root)
        if not _is_same(original.text, root, text):
            raise DifferentError
    except (UnknownTextError, YAMLError) as error:
        raise DifferentError from error
    return original.rewritten(text)


def _check(data: bytes, name: str) -> None:
    """Raise UnreadableError if the file cannot be parsed. It may have any other mistake."""
    problems = decode(data, name)
    try:
        if not problems.found:
            parse(problems)
            return
    except FileError as error:
        raise UnreadableError(error.diagnostic) from None
    raise UnreadableError(problems.found[0])


def _is_same(old: str, root: Node, new: str) -> bool:
    """Whether two texts have the same meaning and the same comments."""
    other = syntax(new)
    return meaning(other) == meaning(root) and comments(new, other) == comments(old, root)
