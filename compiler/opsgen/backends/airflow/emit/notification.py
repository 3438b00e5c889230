"""Telling a dataset's or model's owner of failures, where the spec says how the team is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow.emit.model import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.language.team import Team


def callbacks(team: Team | None) -> Iterator[tuple[str, Part]]:
    """The functions that a failed task calls, and what defines them."""
    if team is not None and team.slack is not None:
        yield "notify_slack", Part("airflow/notify_slack.py.jinja", {"channel": team.slack}, ("Context", "logging"))
    if team is not None and team.email is not None:
        names = ("Context", "html", "logging")
        yield "notify_email", Part("airflow/notify_email.py.jinja", {"address": team.email}, names)
