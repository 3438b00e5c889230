"""The forms of a report by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.gate import text
from opsgen.report.result_formats import as_json, for_programs

if TYPE_CHECKING:
    from opsgen.report.result_formats import Form

FORMATS: dict[str, Form] = {
    "text": text.show,
    "json": as_json,
    "junit": for_programs("opsgen.report.gate.junit"),
}
