"""Results as JSON for programs; `schemas/` has the JSON Schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def document(result: DataclassInstance) -> str:
    """Return a result as one JSON document, with a line end."""
    from dataclasses import asdict

    return json.dumps(asdict(result), indent=2, ensure_ascii=False) + "\n"
