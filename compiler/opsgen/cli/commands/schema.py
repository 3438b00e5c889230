"""`opsgen schema`: prints the JSON Schema of specs, with the options of installed outside backends."""

from __future__ import annotations

from opsgen.exit_codes import CLEAN
from opsgen.terminal.streams import for_programs


def schema() -> int:
    from opsgen.backends.outside import loadable
    from opsgen.render.resources import read_text

    for_programs()
    text = read_text("schemas/opsgen.schema.json")
    if plugins := list(loadable()):
        from opsgen.generate.plugins import with_plugins

        text = with_plugins(text, plugins)
    print(text, end="")
    return CLEAN
