"""The forms of a report by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.forms import as_json, for_programs

if TYPE_CHECKING:
    from opsgen.quality.result import CheckResult
    from opsgen.report.forms import Form
    from opsgen.report.paint import Paint


def _text(result: CheckResult, paint: Paint) -> str:
    from opsgen.quality.report.text import TextReport

    return TextReport(paint).show(result)


FORMATS: dict[str, Form] = {
    "text": _text,
    "json": as_json,
    "html": for_programs("opsgen.quality.report.html"),
    "junit": for_programs("opsgen.quality.report.junit"),
    "prometheus": for_programs("opsgen.quality.report.prometheus"),
    "openlineage": for_programs("opsgen.quality.report.openlineage"),
}
