"""A profile of the same data has the same figures on every engine, but for those that are estimates somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engines import nasty
from opsgen.runtime.profile.targets import of_dataset
from runtime.check.lab import LAKE, Steps, graph

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.profile.result import ColumnProfile

pytest.importorskip("duckdb")

EXACT = ("type", "values", "missing", "special", "constant", "shortest", "longest", "unique", "pattern")
COUNTED = 100
"""Columns with fewer values are counted everywhere."""


def figures(folder: Path, source: dict[str, Any], connections: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is exact of each column."""
    made = graph(nasty.datasets(source, source), connections)
    (profile,) = of_dataset(made, "data", folder, Steps()).profiles.values()
    assert profile.rows == len(nasty.ROWS["data"])
    return {column.name: _exact(column) for column in profile.columns}


def _exact(column: ColumnProfile) -> dict[str, Any]:
    found = {name: getattr(column, name) for name in EXACT}
    if column.type == "string":
        found |= {"min": column.min, "max": column.max}
    if column.distinct_exact and column.type in ("string", "integer"):
        found |= {"distinct": column.distinct, "top": sorted(each.rows for each in column.top)}
    return found


@pytest.fixture(scope="module")
def expected(lake: Path) -> dict[str, dict[str, Any]]:
    """What DuckDB finds."""
    return figures(lake, {"connection": "lake", "path": "data.parquet"}, LAKE)


def test_postgres_finds_the_same(
    expected: dict[str, dict[str, Any]], nasty_tables: dict[str, Any], tmp_path: Path
) -> None:
    assert figures(tmp_path, {"connection": "server", "table": "data"}, {"server": nasty_tables}) == expected


@pytest.mark.usefixtures("spark")
def test_spark_finds_the_same(expected: dict[str, dict[str, Any]], lake: Path) -> None:
    connections = {"cluster": {"type": "spark", "master": "local[1]"}}
    assert figures(lake, {"connection": "cluster", "path": "data/data.parquet"}, connections) == expected
