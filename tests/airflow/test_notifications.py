"""A failed task tells its owner, and whatever goes wrong with that is logged, and only that."""

from __future__ import annotations

import logging
import smtplib
import sys
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import MagicMock

import pytest

if TYPE_CHECKING:
    from conftest import Built

SLACK = "airflow.providers.slack.hooks.slack"
SMTP = "airflow.providers.smtp.hooks.smtp"


@pytest.fixture
def failed() -> dict[str, Any]:
    """The context of a task that has failed."""
    task = SimpleNamespace(dag_id="a.b.c", task_id="quality", run_id="r", log_url="http://airflow/log?a=1&b=<2>")
    return {"task_instance": task, "ti": task}


@pytest.mark.parametrize(("dag_id", "team"), [("dataset.flights", "data-platform"), ("model.delay", "ml")])
def test_the_owner_s_channel_is_told(
    flight_delays: Built, dag_id: str, team: str, failed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Any] = []
    hook = SimpleNamespace(call=lambda method, json: calls.append((method, json)))
    _put(monkeypatch, SLACK, SlackHook=lambda slack_conn_id: calls.append(slack_conn_id) or hook)
    _callbacks(flight_delays, dag_id)["notify_slack"](failed)
    connection, (method, message) = calls
    assert (connection, method) == ("slack_api_default", "chat.postMessage")
    assert message["channel"] == flight_delays.spec["teams"][team]["slack"]
    assert "a.b.c" in message["text"]
    assert failed["ti"].log_url in message["text"]


def test_the_owner_gets_a_mail(flight_delays: Built, failed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    mails: list[dict[str, Any]] = []

    class Hook:
        def __init__(self, smtp_conn_id: str) -> None:
            assert smtp_conn_id == "smtp_default"

        def __enter__(self) -> SimpleNamespace:
            return SimpleNamespace(send_email_smtp=lambda **mail: mails.append(mail))

        def __exit__(self, *_: object) -> None:
            pass

    _put(monkeypatch, SMTP, SmtpHook=Hook)
    _callbacks(flight_delays, "dataset.flights")["notify_email"](failed)
    (mail,) = mails
    assert mail["to"] == flight_delays.spec["teams"]["data-platform"]["email"]
    assert "a.b.c" in mail["subject"]
    assert 'href="http://airflow/log?a=1&amp;b=&lt;2&gt;"' in mail["html_content"]


@pytest.mark.parametrize("name", ["notify_slack", "notify_email"])
def test_without_a_provider_it_is_logged(
    flight_delays: Built,
    name: str,
    failed: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, SLACK, None)
    monkeypatch.setitem(sys.modules, SMTP, None)
    logged: list[logging.LogRecord] = []
    callback = _callbacks(flight_delays, "dataset.flights")[name]
    monkeypatch.setattr(logging.getLogger(callback.__module__), "handle", logged.append)
    callback(failed)
    assert [record.levelname for record in logged] == ["ERROR"]
    assert logged[0].exc_info


def test_the_real_mail_provider_takes_what_it_is_given(
    flight_delays: Built, failed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "AIRFLOW_CONN_SMTP_DEFAULT", "smtp://localhost:25?from_email=airflow%40example.com&disable_ssl=true"
    )
    server = MagicMock(spec=smtplib.SMTP)
    monkeypatch.setattr("smtplib.SMTP", lambda **_: server)
    _callbacks(flight_delays, "dataset.flights")["notify_email"](failed)
    sent = server.sendmail.call_args.kwargs
    assert (sent["from_addr"], sent["to_addrs"]) == ("airflow@example.com", ["data-platform@example.com"])


def test_nobody_is_told_where_the_spec_names_no_team(hostile: Built) -> None:
    for dag in hostile.dags.values():
        assert {callback for task in dag.tasks for callback in task.on_failure_callback or []} == set()


def _callbacks(built: Built, dag_id: str) -> dict[str, Any]:
    """The functions that every task of a DAG calls when it has failed."""
    tasks = built.dags[f"flight-delays.prod.{dag_id}"].tasks
    callbacks = {callback.__name__: callback for callback in tasks[0].on_failure_callback}
    assert all({callback.__name__ for callback in task.on_failure_callback} == set(callbacks) for task in tasks)
    return callbacks


def _put(monkeypatch: pytest.MonkeyPatch, name: str, **members: object) -> None:
    module = ModuleType(name)
    vars(module).update(members)
    for parent in (name.rpartition(".")[0], name.rpartition(".")[0].rpartition(".")[0]):
        if parent not in sys.modules:
            monkeypatch.setitem(sys.modules, parent, ModuleType(parent))
    monkeypatch.setitem(sys.modules, name, module)
