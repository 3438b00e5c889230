"""Profiles as JSON documents, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.render.encode.dataclass_json import document

if TYPE_CHECKING:
    from opsgen.runtime.profile.targets import Profiled


def show(profiled: Profiled) -> str:
    """Return one JSON document for each profile."""
    return "".join(map(document, profiled.profiles.values()))
