"""The JSON that programs read; `schemas/profile.schema.json` describes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsgen.quality.profile.result import Profile


def show(profile: Profile) -> str:
    """The profile as JSON."""
    from dataclasses import asdict

    return json.dumps(asdict(profile), indent=2, ensure_ascii=False) + "\n"
