"""Notifying the owner of a failed task, where the spec has an address of the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow.emit.model import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.language.team import Team


def callbacks(teams: Mapping[str, Team]) -> Iterator[tuple[str, Part]]:
    """The functions that a failed task calls, and what defines them.

    They call `notify` of the providers' notifiers, which evaluates no template: a channel may be any text.
    """
    channels = {name: team.slack for name, team in teams.items() if team.slack is not None}
    if channels:
        yield "notify_slack", Part("airflow/notify_slack.py.jinja", {"channels": channels}, ("Context",))
    addresses = {name: team.email for name, team in teams.items() if team.email is not None}
    if addresses:
        yield "notify_email", Part("airflow/notify_email.py.jinja", {"addresses": addresses}, ("Context", "html"))
