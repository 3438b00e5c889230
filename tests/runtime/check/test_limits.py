"""Queries that take too long or need too much memory are stopped, with an error that says so."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import pytest

from opsgen.runtime.check.result import Outcome
from opsgen.runtime.engines import limits
from opsgen.runtime.engines.duckdb.session import Session
from opsgen.runtime.engines.engine import LimitError, UnreadableError
from program import opsgen
from runtime.check.lab import csv_of, rules, run, write

if TYPE_CHECKING:
    from pathlib import Path

ENDLESS = "select a.id from data a, data b, data c, data d where a.id + b.id + c.id + d.id < 0"
COLUMNS = {"id": {"type": "integer"}}


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset whose fourth power is too large to be looked through."""
    monkeypatch.setenv(limits.TIMEOUT, "1s")
    write(tmp_path, "id\n" + "".join(f"{number}\n" for number in range(20_000)))
    return tmp_path


def dataset(sql: str, **more: Any) -> dict[str, Any]:
    return {"data": csv_of(COLUMNS, [{"query": {"name": "slow", "sql": sql, **more}}])}


def test_a_rule_that_takes_too_long_is_stopped_and_named(lab: Path) -> None:
    result = run(lab, dataset(ENDLESS))
    rule = rules(result)["slow"]
    assert (result.outcome, rule.outcome) == (Outcome.ERROR, Outcome.ERROR)
    assert "longer than 1s" in (rule.message or "")
    assert rules(result)["schema"].outcome is Outcome.PASS


def test_of_severity_warn_it_is_a_warning(lab: Path) -> None:
    assert run(lab, dataset(ENDLESS, severity="warn")).outcome is Outcome.WARN


SPEC = """\
version: 1
project: {name: lab, owner: ml}
connections: {lake: {type: files, root: data}}
datasets:
  data: {source: {connection: lake, path: data.csv}, columns: {id: {type: integer}}}
  made:
    source: {connection: lake, path: made.csv}
    transform: {inputs: [data], sql: made.sql}
    columns: {id: {type: integer}}
"""


def test_a_transform_that_takes_too_long_ends_with_4_and_the_old_rows_stay(lab: Path) -> None:
    (lab / "opsgen.yaml").write_text(SPEC)
    (lab / "made.sql").write_text(ENDLESS)
    write(lab, "id\n1\n", "made.csv")
    ran = opsgen("transform", "made", folder=lab)
    assert ran.returncode == 4
    assert "longer than 1s" in ran.stderr
    assert limits.TIMEOUT in ran.stderr
    assert (lab / "data" / "made.csv").read_text() == "id\n1\n"


@pytest.mark.parametrize("text", ["1", "soon", "-1s", "0s", "1.5h"])
def test_what_is_no_duration_is_said(lab: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(limits.TIMEOUT, text)
    with pytest.raises(UnreadableError, match=re.escape(f"`{text}`, which is not a duration")):
        limits.seconds()
    assert opsgen("check", folder=lab, **{limits.TIMEOUT: text}).returncode != 3


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_text_that_grows_is_stopped_where_duckdb_does_not_count_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "_memory", lambda _self: 400 << 20)
    session = Session(frugal=False)
    with pytest.raises(LimitError, match="more memory than there is"):
        session.execute("SELECT max(length(repeat(i::VARCHAR, 20_000_000))) FROM range(10_000) AS numbers(i)")
    assert session.execute("SELECT 1").fetchone() == (1,)
    session.close()
