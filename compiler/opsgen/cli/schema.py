"""`opsgen schema`: the JSON Schema of the language."""

from __future__ import annotations

from opsgen.cli.guard import CLEAN


def schema() -> int:
    from opsgen.resources import read_text

    print(read_text("schemas/opsgen.schema.json"), end="")
    return CLEAN
