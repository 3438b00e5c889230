"""The forms of a report by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.forms import as_json, for_programs

if TYPE_CHECKING:
    from opsgen.drift.result import DriftResult
    from opsgen.report.forms import Form
    from opsgen.report.paint import Paint


def _text(result: DriftResult, paint: Paint) -> str:
    import sys

    from opsgen.drift.report.bars import Bars
    from opsgen.drift.report.text import TextReport

    return TextReport(paint, Bars.of(sys.stdout)).show(result)


FORMATS: dict[str, Form] = {
    "text": _text,
    "json": as_json,
    "html": for_programs("opsgen.drift.report.html"),
    "prometheus": for_programs("opsgen.drift.report.prometheus"),
}
