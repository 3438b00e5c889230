"""The forms of a report by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.quality.result import CheckResult
    from opsgen.report.paint import Paint


def _text(result: CheckResult, paint: Paint) -> str:
    from opsgen.quality.report.text import TextReport

    return TextReport(paint).show(result)


def _json(result: CheckResult, _paint: Paint) -> str:
    from opsgen.quality.report.document import show

    return show(result)


FORMATS: dict[str, Callable[[CheckResult, Paint], str]] = {"text": _text, "json": _json}
