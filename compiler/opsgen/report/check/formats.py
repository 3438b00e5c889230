"""The forms of a report by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.result_formats import as_json, for_programs

if TYPE_CHECKING:
    from opsgen.report.result_formats import Form
    from opsgen.runtime.check.result import CheckResult
    from opsgen.terminal.color import Colors


def _text(result: CheckResult, paint: Colors) -> str:
    from opsgen.report.check.text import TextReport

    return TextReport(paint).show(result)


FORMATS: dict[str, Form] = {
    "text": _text,
    "json": as_json,
    "html": for_programs("opsgen.report.check.html"),
    "junit": for_programs("opsgen.report.check.junit"),
    "prometheus": for_programs("opsgen.report.check.prometheus"),
    "openlineage": for_programs("opsgen.report.check.openlineage"),
}
