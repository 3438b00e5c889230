"""The JSON that programs read: results as they are, which the files of `schemas/` describe."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def document(result: DataclassInstance) -> str:
    """A result as one JSON document, with its line end."""
    from dataclasses import asdict

    return json.dumps(asdict(result), indent=2, ensure_ascii=False) + "\n"
