from __future__ import annotations

from opsgen.language.node import Node
from opsgen.language.types import Email, GithubHandle, Line


class Team(Node):
    """A team that owns parts of the project, and how to notify it of failures."""

    description: Line | None = None
    """What the team does."""
    email: Email | None = None
    """E-mail address for failure notifications."""
    slack: Line | None = None
    """Slack channel for failure notifications, such as `"#data-platform"`. The quotes are needed, since `#` starts
    a comment."""
    github: GithubHandle | None = None
    """GitHub handle, as `organization/team` or `user`. Reviewers of deployments need one."""
