"""The forms of a report by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.gate.report import text
from opsgen.report.forms import as_json, for_programs

if TYPE_CHECKING:
    from opsgen.report.forms import Form

FORMATS: dict[str, Form] = {
    "text": text.show,
    "json": as_json,
    "junit": for_programs("opsgen.gate.report.junit"),
}
