"""`opsgen schema`: the JSON Schema of the language."""

from __future__ import annotations

from opsgen.cli.exit_codes import CLEAN
from opsgen.terminal.streams import for_programs


def schema() -> int:
    from opsgen.render.resources import read_text

    for_programs()
    print(read_text("schemas/opsgen.schema.json"), end="")
    return CLEAN
