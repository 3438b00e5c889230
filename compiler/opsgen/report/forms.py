"""What the tables of forms consist of: a form is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.report.paint import Paint

    Form: TypeAlias = Callable[[Any, Paint], str]


def for_programs(module: str) -> Form:
    """The form that the function `show` of a module gives a result, without colours."""

    def show(result: Any, _paint: Paint) -> str:
        shown: str = import_module(module).show(result)
        return shown

    return show


def as_json(result: Any, _paint: Paint) -> str:
    """A result as JSON."""
    from opsgen.encode.document import document

    return document(result)
