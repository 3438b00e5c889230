"""The part of a spec that describes the profiled data, with rules that pass on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.runtime.profile.fragment import connection, datasets, dump, mapping
from opsgen.runtime.profile.propose import proposal
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from opsgen.runtime.profile.targets import Profiled

PROPOSED = """\
A proposal for the spec, made from {}. Every rule below holds for
the data that was profiled: keep those that must hold for new data, too.
"""
PERSONAL = """\
Check each `classification: pii`: the column's name or values look like personal data.
"""


def show(profiled: Profiled) -> str:
    """Return the proposed part of a spec, with a comment that names its source."""
    proposals = {name: proposal(profile) for name, profile in profiled.profiles.items()}
    tree = mapping({"datasets": datasets(profiled, proposals)})
    if profiled.root is not None:
        tree.insert(0, "connections", connection(profiled.root))
    profiles = list(profiled.profiles.values())
    comment = PROPOSED.format(" and ".join(visible(profile.location) for profile in profiles))
    if any(column.personal for profile in profiles for column in profile.columns):
        comment += PERSONAL
    tree.yaml_set_start_comment(comment)
    return dump(tree)
