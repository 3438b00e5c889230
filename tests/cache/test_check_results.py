"""Results of checks that are recorded: when they are used again, and when the data is read."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from opsgen.cache import check_results
from opsgen.cache.check_results import CheckResults
from opsgen.cli.commands.check import check as command
from opsgen.graph.partitions.declared import partitioning_of
from opsgen.runtime.check.failing_rows import Examples
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.check.run import Options, check
from opsgen.runtime.produce.partition import check_published
from runtime.check.lab import LAKE, Steps, csv_of, graph, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from opsgen.runtime.check.result import DatasetResult

pytestmark = pytest.mark.usefixtures("cache")

ID = {"id": {"type": "integer"}}
UNIQUE = {"unique": {"columns": ["id"]}}


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are old enough."""
    monkeypatch.setattr(check_results, "_RACY", -1e9)


def checked(folder: Path, datasets: dict[str, Any]) -> tuple[DatasetResult, bool]:
    """The result of the first dataset, and whether a query was made for it."""
    steps = Steps()
    options = Options(folder, Examples(), steps, results=CheckResults(folder))
    return check(graph(datasets), [next(iter(datasets))], "lab", options).datasets[0], bool(steps.made)


def spec(*quality: Any, **source: Any) -> dict[str, Any]:
    other = csv_of(ID, path="other.csv")
    return {"data": csv_of(ID, list(quality or [UNIQUE]), **source), "other": other}


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("last", ["2", "1"])
def test_unchanged_files_are_not_read_again(tmp_path: Path, last: str) -> None:
    write(tmp_path, f"id\n1\n{last}\n")
    first, is_read = checked(tmp_path, spec())
    assert is_read
    assert first.recorded is None
    again, is_read = checked(tmp_path, spec())
    assert not is_read
    assert again.recorded is not None
    for name in ("outcome", "rows", "location"):
        assert getattr(again, name) == getattr(first, name)
    facts = [[(rule.name, rule.outcome, rule.found, rule.columns) for rule in each.rules] for each in (first, again)]
    assert facts[0] == facts[1]


def rewritten_in_place(folder: Path) -> None:
    """With the size and the time of modification that it had."""
    path = folder / "data" / "data.csv"
    before = path.stat()
    path.write_text("id\n3\n3\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(folder: Path) -> None:
    write(folder, "id\n3\n3\n", "new.csv")
    before = (folder / "data" / "data.csv").stat()
    os.utime(folder / "data" / "new.csv", ns=(before.st_atime_ns, before.st_mtime_ns))
    (folder / "data" / "new.csv").replace(folder / "data" / "data.csv")


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("change", [rewritten_in_place, replaced])
def test_a_changed_file_is_read_again(tmp_path: Path, change: Callable[[Path], None]) -> None:
    write(tmp_path, "id\n1\n2\n")
    for _ in range(2):
        assert checked(tmp_path, spec())[0].outcome is Outcome.PASS
    change(tmp_path)
    result, is_read = checked(tmp_path, spec())
    assert is_read
    assert result.outcome is Outcome.FAIL


@pytest.mark.usefixtures("settled")
def test_another_rule_a_new_file_or_a_change_of_what_a_rule_names_is_noticed(tmp_path: Path) -> None:
    refers = {"references": {"column": "id", "to": "other.id"}}
    for name in ("data.csv", "other.csv"):
        write(tmp_path, "id\n1\n2\n", name)
    for rule in (UNIQUE, {"row_count": {"min": 2}}, {"row_count": {"min": 1}}, refers):
        assert checked(tmp_path, spec(rule))[1]
    assert not checked(tmp_path, spec(refers))[1]
    write(tmp_path, "id\n1\n", "other.csv")
    assert checked(tmp_path, spec(refers))[0].outcome is Outcome.FAIL
    assert checked(tmp_path, spec(path="data*.csv"))[1]
    write(tmp_path, "id\n2\n", "data-2.csv")
    assert checked(tmp_path, spec(path="data*.csv"))[0].outcome is Outcome.FAIL


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    "rule",
    [
        {"freshness": {"column": "at", "max_age": "9999d"}},
        {"expression": {"sql": "id < epoch(now())"}},
        {"not_null": {"column": "id", "where": "current_date > date '2000-01-01'"}},
        {"query": {"sql": "select * from data where to_timestamp(id) > CURRENT_TIMESTAMP"}},
        {"expression": {"sql": "id + no_such_column > 0", "severity": "warn"}},
    ],
    ids=["freshness", "now", "where", "query", "not evaluated"],
)
def test_what_can_be_different_tomorrow_is_not_recorded(tmp_path: Path, rule: dict[str, Any]) -> None:
    write(tmp_path, "id,at\n1,2024-01-01\n2,2024-01-01\n")
    for _ in range(2):
        result, is_read = checked(tmp_path, {"data": csv_of(ID | {"at": {"type": "date"}}, [rule])})
        assert is_read
        assert result.recorded is None


def test_a_file_that_has_just_changed_is_not_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It can change once more without another time."""
    monkeypatch.setattr(check_results, "_RACY", 1e9)
    write(tmp_path, "id\n1\n2\n")
    assert all(checked(tmp_path, spec())[1] for _ in range(2))


@pytest.mark.usefixtures("settled")
def test_rules_about_all_partitions_are_checked_again(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    days = ("2024-03-30", "2024-03-31")
    for number, day in enumerate(days):
        duckdb.sql(f"select {number} as id, date '{day}' as day").write_parquet(f"{tmp_path}/data/{day}.parquet")
    daily = {
        "source": {"connection": "lake", "path": "{day}.parquet"},
        "partition": {"column": "day"},
        "columns": ID | {"day": {"type": "date"}},
        "quality": [UNIQUE, {"row_count": {"min": 1, "scope": "partition"}}],
    }
    made = graph({"daily": daily})
    partitioning = partitioning_of(made.spec.datasets["daily"])
    assert partitioning is not None
    for outcome in (Outcome.PASS, Outcome.PASS, Outcome.FAIL):
        if outcome is Outcome.FAIL:
            duckdb.sql(f"select 0 as id, date '{days[1]}' as day").write_parquet(f"{tmp_path}/data/{days[1]}.parquet")
        steps = Steps()
        options = Options(tmp_path, Examples(), steps, results=CheckResults(tmp_path))
        result = check_published(made, "daily", partitioning.parse_range(days[0]), tmp_path, "lab", options)
        assert result.outcome is outcome
    assert result.datasets[0].recorded is not None
    assert steps.made == ["daily: scan", "daily: unique(id)"]


@pytest.mark.usefixtures("settled")
def test_the_command_reads_again_where_it_is_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = {
        "version": 1,
        "project": {"name": "lab", "owner": "ml"},
        "environments": {"dev": {}},
        "connections": LAKE,
        "datasets": {"data": csv_of(ID, [UNIQUE])},
    }
    (tmp_path / "opsgen.yaml").write_text(json.dumps(tree), encoding="utf-8")
    write(tmp_path, "id\n1\n1\n")

    def recorded(**how: Any) -> str | None:
        assert command(["data"], tmp_path / "opsgen.yaml", None, "json", None, **how) == 1
        found: str | None = json.loads(capsys.readouterr().out)["datasets"][0]["recorded"]
        return found

    assert recorded() is None
    assert recorded() is not None
    assert recorded(cached=False) is None
    assert recorded(sample=1) is None
    command(["data"], tmp_path / "opsgen.yaml", None, "text", None)
    assert "from the cache, checked at " in capsys.readouterr().out
