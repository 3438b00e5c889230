from __future__ import annotations

from opsgen.language.node import Node
from opsgen.language.types import Email, Line


class Team(Node):
    """Who owns a part of the project, and where they are told of its failures."""

    description: Line | None = None
    """What the team does."""
    email: Email | None = None
    """Where mail about failures goes."""
    slack: Line | None = None
    """The Slack channel that failures are posted to, e.g. "#data-platform" (quoted: `#` begins a comment)."""
    github: Line | None = None
    """The team's or person's GitHub handle, as `organisation/team` or `user`; deployment reviewers need one."""
