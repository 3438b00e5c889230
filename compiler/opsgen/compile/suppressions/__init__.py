"""Ignored warnings and severities of a project: `lint:` in the spec, and comments that ignore a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsgen.source import Tree

SECTION = "lint"
"""The section of the spec with the project's settings."""
MARK = "opsgen:"
"""The start of a comment that is a directive for opsgen."""


def is_given(tree: Tree) -> bool:
    """Whether the project configures codes. Few do, so the modules that read these settings are imported only then."""
    return SECTION in tree.value or tree.mentions(MARK)
