"""How much the proof tests try."""

from __future__ import annotations

import os

KILLS = int(os.environ.get("OPSGEN_KILLS", "0"))
"""How many kills each command meets; 0 is one at each call that changes something. `nox -s proof` takes more."""
