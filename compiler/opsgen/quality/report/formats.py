"""The forms of a report by their names."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.quality.result import CheckResult
    from opsgen.report.paint import Paint


def _text(result: CheckResult, paint: Paint) -> str:
    from opsgen.quality.report.text import TextReport

    return TextReport(paint).show(result)


def _for_programs(module: str) -> Callable[[CheckResult, Paint], str]:
    def show(result: CheckResult, _paint: Paint) -> str:
        shown: str = import_module(f"opsgen.quality.report.{module}").show(result)
        return shown

    return show


FORMATS: dict[str, Callable[[CheckResult, Paint], str]] = {
    "text": _text,
    "json": _for_programs("document"),
    "junit": _for_programs("junit"),
    "prometheus": _for_programs("prometheus"),
    "openlineage": _for_programs("openlineage"),
}
