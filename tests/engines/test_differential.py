"""The same rules on the same data find the same on every engine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from engines import nasty
from runtime.check.lab import LAKE, run

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.check.result import CheckResult

pytest.importorskip("duckdb")

SMALLEST = 1e-300
"""What is nearer to zero than this may be zero: engines interpolate with the smallest of numbers differently."""


@pytest.fixture(scope="module")
def expected(lake: Path) -> CheckResult:
    """What DuckDB finds."""
    sources = ({"connection": "lake", "path": f"{table}.parquet"} for table in nasty.ROWS)
    return run(lake, nasty.datasets(*sources), connections=LAKE)


def test_every_rule_can_be_judged_and_counts_something_somewhere(expected: CheckResult) -> None:
    (data,) = expected.datasets
    assert data.rows == len(nasty.ROWS["data"])
    told = [(rule.name, rule.message) for rule in data.rules if rule.message and rule.kind != "freshness"]
    assert told == []  # of times in the future, more is said
    kinds = {rule.kind for rule in data.rules if rule.rows_broken or rule.value}
    assert kinds >= {kind for rule in nasty.RULES for kind in rule}


def test_postgres_finds_the_same(expected: CheckResult, nasty_tables: dict[str, Any], tmp_path: Path) -> None:
    found = run(tmp_path, nasty.datasets(*nasty.tables("server")), connections={"server": nasty_tables})
    assert _told(found) == _told(expected)


@pytest.mark.usefixtures("spark")
def test_spark_finds_the_same(expected: CheckResult, lake: Path) -> None:
    connections = {"cluster": {"type": "spark", "master": "local[1]"}}
    sources = ({"connection": "cluster", "path": f"data/{table}.parquet"} for table in nasty.ROWS)
    found = run(lake, nasty.datasets(*sources), connections=connections)
    assert _told(found) == _told(expected)


def _told(result: CheckResult) -> dict[str, tuple[Any, ...]]:
    """What was found of each rule, but for how its figure is rounded."""
    (data,) = result.datasets
    assert data.message is None
    return {
        rule.name: (rule.outcome, rule.message, rule.rows_broken, rule.rows_judged, _figure(rule.kind, rule.value))
        for rule in data.rules
    }


def _figure(kind: str, value: Any) -> Any:
    if kind == "freshness":  # the age changes as time goes by
        return None if value is None else round(value / 3600)
    if isinstance(value, float) and math.isfinite(value):
        return 0 if abs(value) < SMALLEST else float(f"{value:.9e}")
    return value
