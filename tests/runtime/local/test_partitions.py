"""Which partitions a run makes: missing ones or those of a range, and what each of them waits for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from opsgen.runtime.local.execute import LocalRun, PartitionError, StepResult
from opsgen.runtime.local.partitions import Calendar, PartitionsToMake, in_range
from opsgen.runtime.local.plan import in_order
from opsgen.runtime.local.targets import TargetError, keys_of, targets_of
from runtime.check.lab import graph
from runtime.local.lab import LOAD, Events, dataset, ended, units

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.local.execute import Outcome, Part
    from opsgen.runtime.local.plan import Step

NOW = datetime(2013, 7, 4, 1, 30, tzinfo=UTC)
HOURS = [f"2013-07-03T{hour:02}" for hour in range(24)]
DAYS = ["2013-07-01", "2013-07-02", "2013-07-03"]


def partitioned(path: str, **parts: Any) -> dict[str, Any]:
    return dataset(**parts) | {"source": {"connection": "lake", "path": path}}


def calendar(**daily: Any) -> EnvironmentGraph:
    """Hourly events make days, which make a report of all days."""
    by_sql = {"inputs": ["events"], "sql": "select 1 as id"}
    return graph(
        {
            "events": partitioned("events/{hour}.csv", ingest=LOAD, partition={"lookback": 3}),
            "daily": partitioned("daily/{day}.csv", transform=by_sql, partition={"lookback": 3}, **daily),
            "report": dataset(transform={"inputs": ["daily"], "sql": "select 1 as id"}),
        }
    )


class Lab:
    """A run in which each command that succeeds publishes its partition."""

    def __init__(self, made: EnvironmentGraph, folder: Path, **ledgers: list[str] | None) -> None:
        self.graph, self.folder = made, folder
        self.ledgers = {name: None if keys is None else set(keys) for name, keys in ledgers.items()}
        self.events = Events()
        self.fails: set[str] = set()
        self.commands: list[tuple[str, ...]] = []

    def run(self, *targets: str, partition: str | None = None) -> Outcome:
        found = units(self.graph)
        named = targets_of(targets, found, self.graph)
        ordered = list(in_order(found, named.chosen))
        keys = None if partition is None else keys_of(named, partition, self.graph)
        given = None if keys is None else in_range(ordered, keys, Calendar(self.graph))
        parts = PartitionsToMake(Calendar(self.graph), self.published, NOW, given)
        return LocalRun(parts.of, self.command, self.events).execute(ordered)

    def published(self, name: str) -> frozenset[str] | None:
        keys = self.ledgers.get(name, set())
        return None if keys is None else frozenset(keys)

    def command(self, part: Part, step: Step) -> StepResult:
        self.commands.append(step.words)
        if part.label in self.fails:
            return ended(self.folder, 1)
        keys = self.ledgers.setdefault(part.unit.place.name, set())
        if keys is not None:
            keys.add(part.key)
        return ended(self.folder)


def test_missing_partitions_are_made_oldest_first(tmp_path: Path) -> None:
    lab = Lab(calendar(), tmp_path, events=[*HOURS[:22], HOURS[23]], daily=DAYS[:2])
    outcome = lab.run()
    assert outcome.made == ("events 2013-07-03T22", "events 2013-07-04T00", "daily 2013-07-03", "report")
    command = ("opsgen", "ingest", "events", "--env", "dev", "--partition", "2013-07-03T22")
    assert lab.commands[0] == command
    assert lab.commands[-1] == ("opsgen", "transform", "report", "--env", "dev")


def test_a_partition_waits_for_its_inputs(tmp_path: Path) -> None:
    lab = Lab(calendar(), tmp_path, events=[hour for hour in HOURS if hour != "2013-07-03T05"], daily=DAYS[:2])
    outcome = lab.run("daily")
    assert (outcome.made, outcome.failed, outcome.skipped) == ((), (), ("daily 2013-07-03",))
    assert lab.events.heard == ["skip daily 2013-07-03: waits for events 2013-07-03T05 (1 of 24 missing)"]


def test_nothing_is_missing(tmp_path: Path) -> None:
    lab = Lab(calendar(), tmp_path, daily=DAYS)
    assert not lab.run("daily").made
    assert lab.events.heard == ["daily is up to date"]


def test_a_failure_of_one_partition_stops_what_is_made_from_it_only(tmp_path: Path) -> None:
    days = [f"{day}T{hour:02}" for day in DAYS[:2] for hour in range(24)]
    lab = Lab(calendar(), tmp_path, events=[*days, *HOURS[:23]], daily=[])
    lab.fails = {"events 2013-07-03T23"}
    outcome = lab.run()
    assert outcome.made == ("events 2013-07-04T00", "daily 2013-07-01", "daily 2013-07-02")
    assert outcome.skipped == ("daily 2013-07-03", "report")
    assert lab.events.heard[-2:] == [f"skip {part}: events 2013-07-03T23 failed" for part in outcome.skipped]


def test_a_range_is_made_with_what_depends_on_it(tmp_path: Path) -> None:
    lab = Lab(calendar(), tmp_path, events=HOURS, daily=DAYS)
    outcome = lab.run("events+", partition="2013-07-03T04..2013-07-03T06")
    assert outcome.made == (*(f"events {hour}" for hour in HOURS[4:7]), "daily 2013-07-03", "report")


def test_a_range_is_made_with_what_it_is_made_from(tmp_path: Path) -> None:
    lab = Lab(calendar(), tmp_path)
    outcome = lab.run("+daily", partition="2013-07-03")
    assert outcome.made == (*(f"events {hour}" for hour in HOURS), "daily 2013-07-03")


def test_data_from_before_the_first_day_is_not_waited_for(tmp_path: Path) -> None:
    made = graph(
        {
            "events": partitioned("events/{day}.csv", ingest=LOAD, start_date="2013-07-02"),
            "weekly": partitioned(
                "w/{day}.csv", transform={"inputs": [{"dataset": "events", "window": "7d"}], "sql": "select 1 as id"}
            ),
        }
    )
    lab = Lab(made, tmp_path, events=["2013-07-02"])
    lab.run("weekly", partition="2013-07-02..2013-07-03")
    assert [event for event in lab.events.heard if "start" not in event] == [
        "end weekly 2013-07-02 transform 0",
        "skip weekly 2013-07-03: waits for events 2013-07-03 (1 of 2 missing)",
    ]


def test_partitions_that_depend_on_the_past_stop_at_a_failure(tmp_path: Path) -> None:
    hours = [f"{day}T{hour:02}" for day in DAYS for hour in range(24)]
    lab = Lab(calendar(depends_on_past=True), tmp_path, events=hours, daily=["2013-06-30"])
    lab.fails = {"daily 2013-07-01"}
    outcome = lab.run("daily")
    assert (outcome.failed, outcome.skipped) == (("daily 2013-07-01",), ("daily 2013-07-02", "daily 2013-07-03"))
    lab.events.heard.clear()
    lab.run("daily", partition="2013-07-03")
    assert lab.events.heard == ["skip daily 2013-07-03: waits for daily 2013-07-02"]


def test_without_a_ledger_partitions_have_to_be_named(tmp_path: Path) -> None:
    lab = Lab(calendar(), tmp_path, events=None)
    outcome = lab.run("events+")
    assert (outcome.failed, outcome.codes) == (("events",), {4})
    assert "name them with --partition A..B" in lab.events.heard[0]
    assert lab.run("events", partition="2013-07-03T04").made == ("events 2013-07-03T04",)


def test_a_ledger_that_cannot_be_read_fails_the_unit(tmp_path: Path) -> None:
    class Broken(Lab):
        def published(self, name: str) -> frozenset[str] | None:
            raise PartitionError(f"the ledger of {name} cannot be read: torn")

    lab = Broken(calendar(), tmp_path)
    assert lab.run("events").codes == {4}
    assert lab.events.heard == ["refuse events: the ledger of events cannot be read: torn"]


@pytest.mark.parametrize(
    ("targets", "text", "message"),
    [
        ([], "2013-07-01", "--partition needs a target"),
        (["report"], "2013-07-01", "`report` is made as a whole, so --partition means nothing for it"),
        (["daily"], "2013-07", "write the range `2013-07-01..2013-07-31`"),
        (["daily"], "2013-07-02..2013-07-01", "ends before it starts"),
    ],
)
def test_what_is_no_range(targets: list[str], text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=message):
        Lab(calendar(), tmp_path).run(*targets, partition=text)
