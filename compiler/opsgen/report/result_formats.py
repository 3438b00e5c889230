"""What the tables of forms consist of: a form is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from opsgen.diagnostics.suggest import listed
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from opsgen.terminal.color import Colors

    Form: TypeAlias = Callable[[Any, Colors], str]


ENDINGS = {
    ".txt": "text",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".xml": "junit",
    ".prom": "prometheus",
    ".yaml": "yaml",
    ".yml": "yaml",
}
"""The form that the ending of a report's file asks for."""


class UnknownEndingError(ValueError):
    """The ending of a report's file is that of no form; the message says which are."""


def form_of(file: Path | None, given: str | None, formats: Collection[str]) -> str:
    """The form of a report: the one that was asked for, else that of the file's ending, else text."""
    if given is not None or file is None or not file.suffix:
        return given or "text"
    found = ENDINGS.get(file.suffix.lower())
    if found is None or found not in formats:
        known = [ending for ending, form in ENDINGS.items() if form in formats]
        raise UnknownEndingError(
            f"no report has the ending {visible(file.suffix)}; name the file with {listed(known)}, or add --format"
        )
    return found


def for_programs(module: str) -> Form:
    """The form that the function `show` of a module gives a result, without colours."""

    def show(result: Any, _paint: Colors) -> str:
        shown: str = import_module(module).show(result)
        return shown

    return show


def as_json(result: Any, _paint: Colors) -> str:
    """A result as JSON."""
    from opsgen.render.encode.dataclass_json import document

    return document(result)
