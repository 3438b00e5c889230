"""The JSON that programs read; `schemas/gate-result.schema.json` describes it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsgen.gate.result import GateResult
    from opsgen.report.paint import Paint


def show(result: GateResult, _paint: Paint) -> str:
    """The result as JSON."""
    return json.dumps(asdict(result), indent=2, ensure_ascii=False) + "\n"
