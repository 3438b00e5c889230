"""How the spec says that a dataset is divided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from opsgen.graph.partitioned import Materialization, materialization_of, path_of, with_all_partitions
from opsgen.graph.partitions.declared import dependencies_of, partitioning_of
from opsgen.graph.partitions.partitioning import Partitioning
from opsgen.graph.project import producer_of
from opsgen.graph.references import input_names, inputs_of
from opsgen.language.validate.load import load

BERLIN = {"column": "day", "by": "day", "timezone": "Europe/Berlin", "delay": "1h", "lookback": 3}


def spec_of(**datasets: dict[str, Any]) -> Any:
    column = {"columns": {"day": {"type": "date"}}}
    source = {"source": {"connection": "lake", "path": "x.csv"}}
    tree = {
        "version": 1,
        "project": {"name": "calendar", "owner": "data"},
        "connections": {"lake": {"type": "files", "root": "."}},
        "datasets": {name: column | source | dataset for name, dataset in datasets.items()},
    }
    spec, found = load(tree)
    assert not found
    return spec


def dataset_of(**keys: Any) -> Any:
    return spec_of(data=keys).datasets["data"]


def at(path: str) -> dict[str, Any]:
    return {"source": {"connection": "lake", "path": path}}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, None),
        (at("events/{day}.parquet"), Partitioning("day")),
        (at("events/{hour}/a.csv"), Partitioning("hour")),
        (at("{month}.csv") | {"partition": {"delay": "1d"}}, Partitioning("month", delay=timedelta(days=1))),
        ({"partition": BERLIN}, Partitioning("day", "Europe/Berlin", "day", timedelta(hours=1), 3)),
    ],
)
def test_partitions_come_from_the_key_or_from_the_path(keys: dict[str, Any], expected: Partitioning | None) -> None:
    assert partitioning_of(dataset_of(**keys)) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, Materialization("full")),
        (at("events/{day}.parquet"), Materialization("partition")),
        ({"partition": BERLIN}, Materialization("partition")),
        ({"partition": BERLIN, "materialize": "full"}, Materialization("full")),
        ({"materialize": {"mode": "append"}}, Materialization("append")),
        (
            {"materialize": {"mode": "incremental", "unique_key": ["day"], "on_conflict": "ignore"}},
            Materialization("incremental", ("day",), None, "ignore"),
        ),
    ],
)
def test_the_mode_has_a_default_and_a_short_form(keys: dict[str, Any], expected: Materialization) -> None:
    assert materialization_of(dataset_of(**keys)) == expected


def test_an_input_is_a_name_or_has_a_window() -> None:
    inputs = ["hours", {"dataset": "days", "window": "7d"}, "whole"]
    spec = spec_of(
        hours=at("{hour}.csv"),
        days={"partition": BERLIN},
        whole={},
        made={"partition": BERLIN, "transform": {"inputs": inputs, "sql": "x.sql"}},
    )
    transform = spec.datasets["made"].transform
    assert input_names(transform) == ["hours", "days", "whole"]
    assert [each.place for each in inputs_of(transform)] == [("inputs", 0), ("inputs", 1, "dataset"), ("inputs", 2)]
    producer = producer_of("made", spec, {})
    assert producer.inputs == ("hours", "days", "whole")
    assert producer.windows == {"days": "7d"}
    dependencies = dependencies_of("made", spec.datasets)
    key = Partitioning("day", "Europe/Berlin").key_at(datetime(2024, 3, 31, tzinfo=UTC))
    assert {name: len(each.needed(key)) for name, each in dependencies.items()} == {"hours": 23, "days": 7, "whole": 1}


def test_a_path_has_a_file_for_each_key() -> None:
    key = Partitioning("hour").parse("2013-07-01T04")
    assert path_of("events/at={hour}/{hour}.csv", key) == "events/at=2013-07-01T04/2013-07-01T04.csv"


def test_all_partitions_are_read_as_one() -> None:
    dataset = dataset_of(**at("events/{day}.parquet"))
    assert with_all_partitions(dataset).source.path == "events/*.parquet"
    assert dataset.source.path == "events/{day}.parquet"
    plain = dataset_of()
    assert with_all_partitions(plain) is plain
