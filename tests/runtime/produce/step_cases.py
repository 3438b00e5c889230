"""What readers see of a dataset while it is written, checked and published, wherever it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from opsgen.runtime.check.result import Outcome
from opsgen.runtime.produce import steps
from opsgen.runtime.staging.ledger import Ledger
from opsgen.runtime.staging.store import StagingError, SupersededError
from runtime.produce.lab import judge, production
from runtime.produce.places import project

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.produce.steps import Production
    from runtime.produce.places import Place


def make(made: Production) -> None:
    steps.write(made)
    assert judge(made).outcome is Outcome.PASS
    steps.publish(made)


def ledger(made: Production) -> Ledger:
    with made.store() as store:
        return store.ledger()


class StepCases:
    """A test class of a place inherits these, and has a fixture `place`."""

    def test_a_version_that_passes_is_published_and_recorded(self, place: Place, tmp_path: Path) -> None:
        made = production(project(place, tmp_path), "good", tmp_path)
        make(made)
        assert place.published(tmp_path) == [0, 1, 2, 3, 4]
        (entry,) = ledger(made).entries
        assert (entry.state, entry.run, entry.rows) == ("published", made.version.run, 5)
        assert set(entry.inputs) == {"raw"}
        assert len(entry.code) == 64

    def test_readers_see_nothing_of_a_version_that_fails_its_checks(self, place: Place, tmp_path: Path) -> None:
        make(production(project(place, tmp_path), "good", tmp_path))
        bad = production(project(place, tmp_path, rows=2), "good", tmp_path)
        steps.write(bad)
        assert place.published(tmp_path) == [0, 1, 2, 3, 4]
        assert judge(bad).outcome is Outcome.FAIL
        with pytest.raises(StagingError, match=r"failed its checks, so it is not published; it is kept at "):
            steps.publish(bad)
        assert place.published(tmp_path) == [0, 1, 2, 3, 4]
        assert [entry.state for entry in ledger(bad).entries] == ["published", "rejected"]
        assert "good" in json.dumps([entry.place for entry in ledger(bad).entries if entry.state == "rejected"])

    def test_the_steps_of_a_run_have_an_order(self, place: Place, tmp_path: Path) -> None:
        made = production(project(place, tmp_path), "good", tmp_path)
        for step in (judge, steps.publish):
            with pytest.raises(StagingError, match="has not staged good; its step `write` comes first"):
                step(made)
        steps.write(made)
        with pytest.raises(StagingError, match="is not checked, so it is not published; its step `check` comes first"):
            steps.publish(made)

    def test_a_step_that_is_repeated_changes_nothing(self, place: Place, tmp_path: Path) -> None:
        made = production(project(place, tmp_path), "good", tmp_path)
        for _ in range(2):
            for _ in range(2):
                steps.write(made)
            for _ in range(2):
                judge(made)
            assert steps.publish(made) == steps.publish(made)
            assert place.published(tmp_path) == [0, 1, 2, 3, 4]
            assert [entry.state for entry in ledger(made).entries] == ["published"]

    def test_of_two_versions_that_were_begun_together_the_second_is_superseded(
        self, place: Place, tmp_path: Path
    ) -> None:
        spec = project(place, tmp_path)
        first, second = production(spec, "good", tmp_path), production(spec, "good", tmp_path)
        for made in (first, second):
            steps.write(made)
            judge(made)
        steps.publish(second)
        with pytest.raises(SupersededError, match=f"good was published meanwhile by run {second.version.run}"):
            steps.publish(first)
        make(first)  # A new attempt of the same run begins with what is published now.

    def test_the_next_version_takes_the_place_of_a_rejected_one(self, place: Place, tmp_path: Path) -> None:
        spec = project(place, tmp_path, rows=2)
        runs = [production(spec, "good", tmp_path) for _ in range(3)]
        for made in runs:
            steps.write(made)
            judge(made)
        states = {entry.run: entry.state for entry in ledger(runs[0]).entries}
        assert states == {runs[2].version.run: "rejected"}
        with runs[0].store() as store:
            assert store.identity(runs[1].version) is None
            assert store.identity(runs[2].version) is not None

    def test_what_killed_runs_left_is_removed_when_it_is_old(self, place: Place, tmp_path: Path) -> None:
        spec = project(place, tmp_path)
        killed = production(spec, "good", tmp_path)
        steps.write(killed)
        make(replace(production(spec, "good", tmp_path), kept=timedelta(0)))
        (entry, _) = ledger(killed).entries  # It may be that of a run that takes long.
        with killed.store() as store:
            store.change(lambda found: found.drop(entry).keep(replace(entry, at="2024-01-31T00:00:00+00:00")))
        make(production(spec, "good", tmp_path))
        assert [entry.state for entry in ledger(killed).entries] == ["published"]
        with killed.store() as store:
            assert store.identity(killed.version) is None

    def test_sql_that_fails_leaves_nothing(self, place: Place, tmp_path: Path) -> None:
        made = production(project(place, tmp_path, sql="select cast('x' as integer) as id from raw"), "good", tmp_path)
        with pytest.raises(Exception, match=r"Could not convert string 'x'|invalid input syntax for type integer"):
            steps.write(made)
        assert ledger(made) == Ledger()
