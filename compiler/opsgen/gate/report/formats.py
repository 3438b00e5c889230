"""The forms of a report by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.gate.report import document, junit, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.gate.result import GateResult
    from opsgen.report.paint import Paint

FORMATS: dict[str, Callable[[GateResult, Paint], str]] = {
    "text": text.show,
    "json": document.show,
    "junit": junit.show,
}
