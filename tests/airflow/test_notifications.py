"""A failed task that is not retried notifies its owner, and whatever goes wrong with that only reaches the log."""

from __future__ import annotations

import smtplib
import sys
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import MagicMock

import pytest

if TYPE_CHECKING:
    from conftest import Built

SLACK = "airflow.providers.slack.notifications.slack"
SMTP = "airflow.providers.smtp.notifications.smtp"


@pytest.fixture
def failed() -> dict[str, Any]:
    """The context of a task that has failed."""
    task = SimpleNamespace(dag_id="a.b.c", task_id="quality", run_id="r", log_url="http://airflow/log?a=1&b=<2>")
    return {"task_instance": task, "ti": task}


@pytest.fixture
def posts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, dict[str, Any]]]:
    """What the provider sends to Slack: the connection, the method and the message of each call."""
    from airflow.providers.slack.hooks.slack import SlackHook

    calls: list[tuple[str, str, dict[str, Any]]] = []

    def call(hook: Any, method: str, *, json: dict[str, Any]) -> None:
        calls.append((hook.slack_conn_id, method, json))

    monkeypatch.setattr(SlackHook, "call", call)
    return calls


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> MagicMock:
    """The server that the provider sends mails to."""
    connection = "smtp://localhost:25?from_email=airflow%40example.com&disable_ssl=true"
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", connection)
    server = MagicMock(spec=smtplib.SMTP)
    monkeypatch.setattr("smtplib.SMTP", lambda **_: server)
    return server


@pytest.mark.parametrize(("dag_id", "team"), [("dataset.flights", "data-platform"), ("model.delay", "ml")])
def test_a_failure_is_posted_to_the_owner_s_channel(
    flight_delays: Built, dag_id: str, team: str, failed: dict[str, Any], posts: list[Any]
) -> None:
    _notify(flight_delays, dag_id, "notify_slack", failed)
    ((connection, method, message),) = posts
    assert (connection, method) == ("slack_api_default", "chat.postMessage")
    assert message["channel"] == flight_delays.spec["teams"][team]["slack"]
    assert message["text"] == "a.b.c: quality failed, see http://airflow/log?a=1&b=<2>"


def test_a_failure_is_mailed_to_the_owner(flight_delays: Built, failed: dict[str, Any], mails: MagicMock) -> None:
    _notify(flight_delays, "dataset.flights", "notify_email", failed)
    sent = mails.sendmail.call_args.kwargs
    assert (sent["from_addr"], sent["to_addrs"]) == ("airflow@example.com", ["data-platform@example.com"])
    assert "Subject: a.b.c: quality failed" in sent["msg"]
    assert 'href="http://airflow/log?a=1&amp;b=&lt;2&gt;"' in _body(sent["msg"])


def test_no_text_is_a_template(
    flight_delays: Built,
    failed: dict[str, Any],
    posts: list[Any],
    mails: MagicMock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The notifiers have template fields; text of the spec and of Airflow reaches them as it is."""
    failed["ti"].task_id = "{{ 1/0 }}"
    shared = _shared(flight_delays)
    monkeypatch.setattr(shared, "SLACK_CHANNELS", {"ml": "#{{ 1/0 }}"})
    monkeypatch.setattr(shared, "EMAIL_ADDRESSES", {"ml": "{{ 1/0 }}@example.com"})
    _notify(flight_delays, "model.delay", "notify_slack", failed)
    _notify(flight_delays, "model.delay", "notify_email", failed)
    assert (posts[0][2]["channel"], posts[0][2]["text"].partition(",")[0]) == ("#{{ 1/0 }}", "a.b.c: {{ 1/0 }} failed")
    assert mails.sendmail.call_args.kwargs["to_addrs"] == ["{{ 1/0 }}@example.com"]


@pytest.mark.parametrize("name", ["notify_slack", "notify_email"])
def test_an_owner_without_an_address_is_not_notified(
    flight_delays: Built,
    name: str,
    failed: dict[str, Any],
    posts: list[Any],
    mails: MagicMock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared = _shared(flight_delays)
    monkeypatch.setattr(shared, "SLACK_CHANNELS", {})
    monkeypatch.setattr(shared, "EMAIL_ADDRESSES", {})
    _notify(flight_delays, "dataset.flights", name, failed)
    assert posts == []
    assert not mails.sendmail.called


@pytest.mark.parametrize("name", ["notify_slack", "notify_email"])
def test_a_missing_provider_is_named(
    flight_delays: Built, name: str, failed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Airflow logs what a callback raises."""
    monkeypatch.setitem(sys.modules, SLACK, None)
    monkeypatch.setitem(sys.modules, SMTP, None)
    with pytest.raises(ModuleNotFoundError, match=r"airflow\.providers\.(slack|smtp)"):
        _notify(flight_delays, "dataset.flights", name, failed)


def test_nobody_is_notified_where_the_spec_names_no_team(hostile: Built) -> None:
    for dag in hostile.dags.values():
        assert {callback for task in dag.tasks for callback in task.on_failure_callback or []} == set()


def _notify(built: Built, dag_id: str, name: str, failed: dict[str, Any]) -> None:
    """Call what every task of a DAG calls when it has failed."""
    dag = built.dags[f"flight-delays.prod.{dag_id}"]
    tasks = dag.tasks
    callbacks = {callback.__name__: callback for callback in tasks[0].on_failure_callback}
    assert all({callback.__name__ for callback in task.on_failure_callback} == set(callbacks) for task in tasks)
    callbacks[name]({**failed, "dag": dag, "task": tasks[0]})


def _shared(built: Built) -> ModuleType:
    """The module that the DAGs of an environment share."""
    task = built.dags["flight-delays.prod.model.delay"].get_task("train")
    return sys.modules[type(task).__module__]


def _body(message: str) -> str:
    from email import message_from_string

    (part,) = message_from_string(message).get_payload()
    return str(part.get_payload(decode=True), "utf-8")
