"""Which warnings a project wants to hear, and how loudly: `lint:` in the spec, and comments that ignore a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsgen.source import Tree

SECTION = "lint"
"""The section of the spec with the project's settings."""
MARK = "opsgen:"
"""What a comment begins with that is meant for opsgen."""


def is_given(tree: Tree) -> bool:
    """Whether the project says anything of codes. It rarely does, so that what reads it is imported only then."""
    return SECTION in tree.value or tree.mentions(MARK)
