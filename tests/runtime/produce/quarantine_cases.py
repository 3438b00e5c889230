"""What becomes of rows that fail a rule with `quarantine`, wherever the dataset is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from opsgen.runtime.check.result import Outcome
from opsgen.runtime.produce import steps
from opsgen.runtime.staging.store import StagingError, SupersededError
from runtime.check.lab import graph
from runtime.produce.lab import judge, production

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.check.result import CheckResult, RuleResult
    from opsgen.runtime.produce.steps import Production

Row = tuple[int, str | None, float]

COLUMNS = {"id": {"type": "integer"}, "dest": {"type": "string"}, "fare": {"type": "number"}}
ROWS: list[Row] = [(1, "JFK", 1.5), (2, None, 2), (3, "LGA", -3), (4, None, -4), (5, "EWR", 5)]
NAMED = {"not_null": {"column": "dest", "quarantine": "rejected", "max_fraction": 0.5}}
PAID = {"range": {"column": "fare", "min": 0, "quarantine": "rejected", "max_rows": 2}}
MOVED = {2: "not_null(dest)", 3: "range(fare)", 4: "not_null(dest); range(fare)"}


class Place(Protocol):
    """Where `good` and `rejected` are. `good` is made from `raw`."""

    connections: dict[str, Any]
    raw: dict[str, Any]
    good: dict[str, Any]
    rejected: dict[str, Any]

    def fill(self, folder: Path, rows: list[Row]) -> None:
        """Give `raw` these rows."""
        ...

    def rows(self, folder: Path, dataset: str) -> list[dict[str, Any]]:
        """The rows that readers of `good` or `rejected` see, by `id`. None are there before the first publication."""
        ...

    def staged(self, folder: Path) -> list[str]:
        """The names of everything that is staged."""
        ...


def project(place: Place, quality: list[Any] | None = None, **more: Any) -> EnvironmentGraph:
    transform = {"inputs": ["raw"], "sql": "select id, dest, fare from raw"}
    good = {"source": place.good, "columns": COLUMNS, "quality": [NAMED, PAID], "transform": transform, **more}
    datasets = {
        "raw": {"source": place.raw, "columns": COLUMNS},
        "good": good if quality is None else good | {"quality": quality},
        "rejected": {"source": place.rejected, "columns": {"opsgen_rule": {"type": "string"}}},
    }
    return graph(datasets, place.connections)


def checked(made: Production) -> CheckResult:
    steps.write(made)
    return judge(made)


def publish(place: Place, folder: Path, rows: list[Row] | None = None, **more: Any) -> Production:
    """Publish these rows, by a run of its own."""
    place.fill(folder, ROWS if rows is None else rows)
    made = production(project(place, **more), "good", folder)
    assert checked(made).outcome is Outcome.PASS
    steps.publish(made)
    return made


def good(place: Place, folder: Path) -> list[int]:
    return [row["id"] for row in place.rows(folder, "good")]


def moved(place: Place, folder: Path) -> dict[int, str]:
    """The rules that moved each row, by its `id`. No row is there twice."""
    rows = place.rows(folder, "rejected")
    found = {row["id"]: row["opsgen_rule"] for row in rows}
    assert len(found) == len(rows)
    return found


def rules_of(result: CheckResult) -> dict[str, RuleResult]:
    return {rule.name: rule for rule in result.datasets[0].rules}


class QuarantineCases:
    """A test class of a place inherits these, and has a fixture `place`."""

    def test_each_row_is_published_or_quarantined_once(self, place: Place, tmp_path: Path) -> None:
        made = publish(place, tmp_path)
        assert good(place, tmp_path) == [1, 5]
        assert moved(place, tmp_path) == MOVED
        row = place.rows(tmp_path, "rejected")[0]
        assert list(row) == ["opsgen_rule", "opsgen_run", "opsgen_partition", *COLUMNS]
        assert (row["opsgen_run"], row["opsgen_partition"], row["fare"]) == (made.version.run, "all", 2)
        assert place.staged(tmp_path) == []

    def test_the_check_reports_what_was_moved_and_where(self, place: Place, tmp_path: Path) -> None:
        place.fill(tmp_path, ROWS)
        result = checked(production(project(place), "good", tmp_path))
        (dataset,), rules = result.datasets, rules_of(result)
        assert (dataset.rows, dataset.rows_quarantined, dataset.quarantine) == (2, 3, "rejected")
        assert rules["not_null(dest)"].found == "2 rows (40 %) quarantined"
        assert (rules["not_null(dest)"].limit, rules["range(fare)"].limit) == ("at most 50 %", "at most 2 rows")
        assert [(each.rows_judged, each.rows_quarantined) for each in rules.values()] == [(None, None), (5, 2), (5, 2)]

    def test_a_step_that_is_repeated_moves_no_row_twice(self, place: Place, tmp_path: Path) -> None:
        place.fill(tmp_path, ROWS)
        made = production(project(place), "good", tmp_path)
        for _ in range(2):
            steps.write(made)
            steps.write(made)
            assert [judge(made).outcome, judge(made).outcome] == [Outcome.PASS, Outcome.PASS]
            assert steps.publish(made) == steps.publish(made)
            assert (good(place, tmp_path), moved(place, tmp_path)) == ([1, 5], MOVED)

    def test_another_run_replaces_what_was_quarantined(self, place: Place, tmp_path: Path) -> None:
        publish(place, tmp_path)
        again = publish(place, tmp_path)
        assert moved(place, tmp_path) == MOVED
        assert {row["opsgen_run"] for row in place.rows(tmp_path, "rejected")} == {again.version.run}
        publish(place, tmp_path, [(2, "BOS", 2), (3, "LGA", -3)])
        assert (good(place, tmp_path), moved(place, tmp_path)) == ([2], {3: "range(fare)"})

    def test_a_quarantine_without_rows_is_there(self, place: Place, tmp_path: Path) -> None:
        publish(place, tmp_path, [(1, "JFK", 1)])
        assert (good(place, tmp_path), moved(place, tmp_path)) == ([1], {})
        publish(place, tmp_path)
        publish(place, tmp_path, [(1, "JFK", 1)])
        assert (good(place, tmp_path), moved(place, tmp_path)) == ([1], {})

    def test_all_rows_can_be_moved_if_the_limit_allows_it(self, place: Place, tmp_path: Path) -> None:
        rule = {"not_null": {"column": "dest", "quarantine": "rejected", "max_fraction": 1}}
        publish(place, tmp_path, [(2, None, 2)], quality=[rule])
        assert (good(place, tmp_path), moved(place, tmp_path)) == ([], {2: "not_null(dest)"})

    def test_with_more_rows_than_the_limit_nothing_is_published(self, place: Place, tmp_path: Path) -> None:
        publish(place, tmp_path)
        place.fill(tmp_path, [*ROWS, (6, "SFO", -6)])
        made = production(project(place), "good", tmp_path)
        result = checked(made)
        assert result.outcome is Outcome.FAIL
        assert rules_of(result)["range(fare)"].found == "3 rows (50 %) quarantined"
        with pytest.raises(StagingError, match="failed its checks, so it is not published"):
            steps.publish(made)
        assert (good(place, tmp_path), moved(place, tmp_path)) == ([1, 5], MOVED)
        # The rejected rows are kept in their two places until the next run finds them too old.
        assert len(place.staged(tmp_path)) == 2
        other = production(project(place), "good", tmp_path)
        steps.write(replace(other, kept=timedelta(0)))
        assert all(other.version.run in name for name in place.staged(tmp_path))

    def test_a_warning_lets_the_other_rows_be_published(self, place: Place, tmp_path: Path) -> None:
        rule = {"range": {"column": "fare", "min": 0, "quarantine": "rejected", "max_rows": 1, "severity": "warn"}}
        place.fill(tmp_path, ROWS)
        made = production(project(place, [rule]), "good", tmp_path)
        assert checked(made).outcome is Outcome.WARN
        steps.publish(made)
        assert (good(place, tmp_path), sorted(moved(place, tmp_path))) == ([1, 2, 5], [3, 4])

    def test_all_other_rules_are_about_the_rows_that_stay(self, place: Place, tmp_path: Path) -> None:
        others = [{"row_count": {"min": 2, "max": 2}}, {"min": {"column": "fare", "min": 1.5}}]
        columns = {**COLUMNS, "dest": {"type": "string", "required": True}}
        publish(place, tmp_path, quality=[NAMED, PAID, *others, {"unique": {"columns": ["id"]}}], columns=columns)
        place.fill(tmp_path, [*ROWS, (6, "SFO", 1)])
        result = checked(production(project(place, [NAMED, PAID, *others]), "good", tmp_path))
        assert [name for name, rule in rules_of(result).items() if rule.outcome is Outcome.FAIL] == [
            "row_count",
            "min(fare)",
        ]

    def test_only_rows_that_the_rule_is_about_are_moved(self, place: Place, tmp_path: Path) -> None:
        rule = {
            "sql": "fare >= 0",
            "where": "dest = 'LGA'",
            "quarantine": "rejected",
            "max_fraction": 1,
            "name": "x; y",
        }
        result = publish(place, tmp_path, quality=[{"expression": rule}])
        assert (good(place, tmp_path), moved(place, tmp_path)) == ([1, 2, 4, 5], {3: "x; y"})
        with result.store() as store:
            (entry,) = store.ledger().entries
        assert entry.quarantined is not None
        assert (entry.rows, entry.quarantined.rows, entry.quarantined.rules) == (4, 1, {"x; y": (1, 1)})

    def test_a_rule_that_cannot_be_evaluated_stops_the_version(self, place: Place, tmp_path: Path) -> None:
        rule = {"length": {"column": "gate", "min": 1, "quarantine": "rejected", "max_rows": 9, "severity": "warn"}}
        columns = {**COLUMNS, "gate": {"type": "string"}}
        publish(place, tmp_path)
        schema = {"schema_match": {"severity": "warn"}}
        made = production(project(place, [rule, schema], columns=columns), "good", tmp_path)
        result = checked(made)
        assert result.outcome is Outcome.FAIL
        assert rules_of(result)["length(gate)"].outcome is Outcome.FAIL
        assert "no column `gate`" in (rules_of(result)["length(gate)"].message or "")
        with pytest.raises(StagingError, match="failed its checks"):
            steps.publish(made)
        assert (good(place, tmp_path), moved(place, tmp_path)) == ([1, 5], MOVED)

    def test_a_version_that_was_written_before_the_rule_is_stopped(self, place: Place, tmp_path: Path) -> None:
        place.fill(tmp_path, ROWS)
        made = production(project(place, [{"row_count": {"min": 1}}]), "good", tmp_path)
        steps.write(made)
        result = judge(replace(made, graph=project(place)))
        assert result.outcome is Outcome.FAIL
        assert "was written before the rule" in (rules_of(result)["not_null(dest)"].message or "")

    def test_of_two_runs_the_one_that_publishes_later_moves_nothing(self, place: Place, tmp_path: Path) -> None:
        place.fill(tmp_path, ROWS)
        first = production(project(place), "good", tmp_path)
        checked(first)
        publish(place, tmp_path, [(7, "BOS", 7), (8, None, 8)])
        with pytest.raises(SupersededError):
            steps.publish(first)
        assert (good(place, tmp_path), moved(place, tmp_path)) == ([7], {8: "not_null(dest)"})

    def test_a_run_that_was_killed_while_it_split_the_rows_writes_all_again(
        self, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place.fill(tmp_path, ROWS)
        made = production(project(place), "good", tmp_path)
        with made.store() as store:
            kind = type(store)
        with monkeypatch.context() as patch:
            patch.setattr(kind, "keep", _killed)
            patch.setattr(steps, "_give_up", lambda *_: None)
            with pytest.raises(KeyboardInterrupt):
                steps.write(made)
        with pytest.raises(StagingError, match="its step `write` comes first"):
            judge(made)
        assert checked(made).outcome is Outcome.PASS
        steps.publish(made)
        assert (good(place, tmp_path), moved(place, tmp_path)) == ([1, 5], MOVED)
        assert place.staged(tmp_path) == []


def _killed(*_: Any) -> None:
    raise KeyboardInterrupt
