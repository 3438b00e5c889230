"""A file as it is to be laid out, once it is proven that it says the same as before."""

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
    """A file that cannot be laid out, since it cannot be read; `diagnostic` says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class DifferentError(Exception):
    """What was laid out would not say the same, so that it must not be written."""


def formatted(data: bytes, name: str) -> bytes:
    """The bytes of a file in its canonical layout; `name` is the file's in diagnostics."""
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
    """Raise what keeps the file from being read; a spec may have any other mistake."""
    problems = decode(data, name)
    try:
        if not problems.found:
            parse(problems)
            return
    except FileError as error:
        raise UnreadableError(error.diagnostic) from None
    raise UnreadableError(problems.found[0])


def _is_same(old: str, root: Node, new: str) -> bool:
    """Whether two texts say the same, comments and all."""
    other = syntax(new)
    return meaning(other) == meaning(root) and comments(new, other) == comments(old, root)
