"""The JSON that programs read; `schemas/drift-report.schema.json` describes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsgen.drift.result import DriftResult


def show(result: DriftResult) -> str:
    """The result as JSON."""
    from dataclasses import asdict

    return json.dumps(asdict(result), indent=2, ensure_ascii=False) + "\n"
