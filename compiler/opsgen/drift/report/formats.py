"""The forms of a report by their names."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.drift.result import DriftResult
    from opsgen.report.paint import Paint

ENDINGS = {".html": "html", ".htm": "html", ".json": "json", ".prom": "prometheus", ".txt": "text"}
"""The form that the ending of a file's name asks for."""


def _text(result: DriftResult, paint: Paint) -> str:
    import sys

    from opsgen.drift.report.bars import Bars
    from opsgen.drift.report.text import TextReport

    return TextReport(paint, Bars.of(sys.stdout)).show(result)


def _by(module: str) -> Callable[[DriftResult, Paint], str]:
    def show(result: DriftResult, _paint: Paint) -> str:
        shown: str = import_module(f"opsgen.drift.report.{module}").show(result)
        return shown

    return show


FORMATS: dict[str, Callable[[DriftResult, Paint], str]] = {
    "text": _text,
    "json": _by("document"),
    "html": _by("html"),
    "prometheus": _by("prometheus"),
}
