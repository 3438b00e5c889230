"""The forms of a report by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.result_formats import as_json, for_programs

if TYPE_CHECKING:
    from opsgen.report.result_formats import Form
    from opsgen.runtime.drift.result import DriftResult
    from opsgen.terminal.color import Colors


def _text(result: DriftResult, paint: Colors) -> str:
    import sys

    from opsgen.report.drift.bars import Bars
    from opsgen.report.drift.text import TextReport

    return TextReport(paint, Bars.of(sys.stdout)).show(result)


FORMATS: dict[str, Form] = {
    "text": _text,
    "json": as_json,
    "html": for_programs("opsgen.report.drift.html"),
    "prometheus": for_programs("opsgen.report.drift.prometheus"),
}
