"""Ledgers in files, which may come from a repository or a shared disk."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from opsgen.runtime.produce import steps
from opsgen.runtime.staging.ledger import Entry, Ledger, LedgerError, State, decode, encode, timestamp
from runtime.produce.lab import production
from runtime.produce.places import PLACES, project

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = Entry("2024-01-31", "0123456789ab", "staged", timestamp())


@pytest.mark.parametrize(
    "changed",
    [
        {"run": "/../../other"},
        {"run": ""},
        {"run": 5},
        {"partition": "../other"},
        {"partition": ["2024-01-31"]},
        {"at": "2024-01-31T00:00:00"},
        {"at": "today"},
        {"state": "gone"},
        {"rows": "many"},
        {"place": None},
        {"base": 7},
        {"inputs": []},
        {"other": ""},
    ],
)
def test_what_is_no_entry_is_refused(changed: dict[str, Any]) -> None:
    assert decode(encode(Ledger((ENTRY,))), "x") == Ledger((ENTRY,))
    with pytest.raises(LedgerError, match="x is not a ledger of opsgen's"):
        decode(json.dumps(asdict(ENTRY) | changed).encode(), "x")


def test_what_is_removed_before_a_partition_is_written() -> None:
    def aged(name: str, state: State, hours: int, partition: str = "2024-01-31") -> Entry:
        at = datetime.now(UTC) - timedelta(hours=hours)
        return Entry(partition, name, state, at.isoformat())

    kept = [
        aged("published", "published", 99),
        aged("running", "writing", 23),
        aged("other-rejected", "rejected", 1, "2024-01-30"),
        aged("other-running", "writing", 23, "2024-01-30"),
        aged("publishing", "publishing", 99),
    ]
    removed = [
        aged("rejected", "rejected", 0),
        aged("other-expired", "rejected", 3, "2024-01-30"),
        *(aged(state, state, 25) for state in ("writing", "staged", "passed")),
    ]
    ledger = Ledger((*kept, *removed))
    assert [*ledger.abandoned("2024-01-31", timedelta(hours=2))] == removed
    longer = {each.run for each in ledger.abandoned("2024-01-31", timedelta(hours=48))}
    assert longer == {"rejected"}


@pytest.mark.parametrize("text", [b"[" * 100_000, b"\xff", b"null", b"[]"])
def test_what_is_no_ledger_is_refused(text: bytes) -> None:
    with pytest.raises(LedgerError, match="x is not a ledger of opsgen's"):
        decode(text, "x")


def test_only_versions_are_removed(tmp_path: Path) -> None:
    other = tmp_path / "data" / "other"
    other.mkdir(parents=True)
    made = production(project(PLACES["versions"], tmp_path), "good", tmp_path)
    old = Entry("", "/../../../other", "staged", "2020-01-01T00:00:00+00:00")
    with made.store() as store:
        store.change(lambda _: Ledger((old,)))
    with pytest.raises(LedgerError):
        steps.write(made)
    assert other.is_dir()


@pytest.mark.parametrize("place", ["", "x/..", "x/v-0123", "x/other"])
def test_only_versions_are_moved(tmp_path: Path, place: str) -> None:
    other = tmp_path / "data" / "made" / "good" / "other"
    other.mkdir(parents=True)
    made = production(project(PLACES["versions"], tmp_path), "good", tmp_path)
    with made.store() as store:
        store.change(lambda _: Ledger((Entry("", "killed", "publishing", timestamp(), place=place),)))
    with pytest.raises(LedgerError, match="names no version"):
        steps.write(made)
    assert other.is_dir()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes among files")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    made = production(project(PLACES["csv.gz"], tmp_path), "good", tmp_path)
    path = tmp_path / "data" / "_opsgen" / "good.csv.gz.ledger"
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    with pytest.raises(LedgerError, match="is a pipe"):
        steps.write(made)
