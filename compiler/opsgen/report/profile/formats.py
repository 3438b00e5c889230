"""The forms of a profile by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from opsgen.report.result_formats import Form
    from opsgen.runtime.profile.targets import Profiled
    from opsgen.terminal.color import Colors

PROPOSED = """\
What a spec may say of {}, to be pasted and then read: every rule holds
for the data that was profiled, and you know which of them are meant.
"""
PERSONAL = """\
Look at each `classification: pii`, too: it is there where a name or values look like personal data.
"""


def _text(profiled: Profiled, paint: Colors) -> str:
    from shutil import get_terminal_size

    from opsgen.report.profile.text import TextProfile

    shown = (TextProfile(paint, get_terminal_size().columns).show(each) for each in profiled.profiles.values())
    return "\n".join(shown)


def _json(profiled: Profiled, _paint: Colors) -> str:
    from opsgen.render.encode.dataclass_json import document

    return "".join(map(document, profiled.profiles.values()))


def _yaml(profiled: Profiled, _paint: Colors) -> str:
    from opsgen.runtime.profile.fragment import connection, datasets, dump, mapping
    from opsgen.runtime.profile.propose import proposal

    proposals = {name: proposal(profile) for name, profile in profiled.profiles.items()}
    tree = mapping({"datasets": datasets(profiled, proposals)})
    if profiled.root is not None:
        tree.insert(0, "connections", connection(profiled.root))
    profiles = list(profiled.profiles.values())
    told = PROPOSED.format(" and ".join(visible(profile.location) for profile in profiles))
    if any(column.personal for profile in profiles for column in profile.columns):
        told += PERSONAL
    tree.yaml_set_start_comment(told)
    return dump(tree)


FORMATS: dict[str, Form] = {"text": _text, "json": _json, "yaml": _yaml}
