"""How DAG runs know their partitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backends.airflow.projects import arguments, dags, dataset, minimal, project, said
from opsgen.render.encode.python import Identifier, call

if TYPE_CHECKING:
    from opsgen.backends.airflow.emit.model import Dag

EVENTS = Identifier("events_asset")
OF_HOURS = call("StartOfDayMapper", input_format="%Y-%m-%dT%H")
OF_DAYS = call("StartOfMonthMapper", input_format="%Y-%m-%d")
DAILY_ROLL_UP = call("RollupMapper", upstream_mapper=OF_HOURS, window=call("DayWindow"))
MONTHLY_ROLL_UP = call("RollupMapper", upstream_mapper=OF_DAYS, window=call("MonthWindow"))


def tasks(dag: Dag) -> list[str]:
    return [task.variable.text for task in dag.tasks]


def ingested(path: str, cron: str | None = "30 4 * * *", **partition: Any) -> dict[str, Any]:
    ingest = {"command": ["fetch"], **({"schedule": cron} if cron else {})}
    timezone = partition.get("timezone")
    return dataset(
        source={"connection": "lake", "path": path},
        ingest={**ingest, **({"timezone": timezone} if timezone else {})},
        **({"partition": partition} if partition else {}),
    )


def made(path: str, *inputs: Any, **more: Any) -> dict[str, Any]:
    transform = {"inputs": list(inputs) or ["events"], "sql": "select 1 as id"}
    return dataset(source={"connection": "lake", "path": path}, transform=transform, **more)


def planned(version: str = "3", **datasets: Any) -> dict[str, Dag]:
    return dags(project(minimal(datasets=datasets, outputs={"airflow": {"version": version}})))


def commands(dag: Dag) -> list[str]:
    return [" ".join(arguments(dag, step)["command"]) for step in tasks(dag)]


@pytest.mark.parametrize(
    ("path", "cron", "format_"),
    [
        ("{hour}.parquet", "5 * * * *", "%Y-%m-%dT%H"),
        ("{day}.parquet", "30 4 * * *", "%Y-%m-%d"),
        ("{month}.parquet", "0 6 2 * *", "%Y-%m"),
    ],
)
def test_a_clock_that_ticks_once_in_each_partition_gives_runs_their_keys(path: str, cron: str, format_: str) -> None:
    dag = planned(events=ingested(path, cron))["default/dataset_events"]
    timetable = call("CronPartitionTimetable", cron, timezone="UTC", run_offset=-1, key_format=format_)
    assert said(dag, "schedule") == timetable
    assert tasks(dag) == ["write", "check", "publish"]


@pytest.mark.parametrize(
    ("path", "cron", "partition"),
    [
        ("{day}.parquet", "0,30 * * * *", {}),
        ("{day}.parquet", "0 4 * * 1", {}),
        ("{month}.parquet", "0 4 29 * *", {}),
        ("{day}.parquet", "0 4 * * *", {"delay": "5h", "by": "day"}),
    ],
)
def test_other_clocks_have_runs_find_out_what_is_missing(path: str, cron: str, partition: dict[str, Any]) -> None:
    dag = planned(events=ingested(path, cron, **partition))["default/dataset_events"]
    assert said(dag, "schedule") == call("CronTriggerTimetable", cron, timezone="UTC")
    assert commands(dag) == ["opsgen run events --env default --partition missing --skip"]
    assert arguments(dag, "run")["skip_on_exit_code"] == 99
    assert arguments(dag, "run")["outlets"] == [EVENTS]


@pytest.mark.parametrize(
    ("source", "target", "more"),
    [
        ("{day}.parquet", "daily/{day}.parquet", {}),
        ("{hour}.parquet", "daily/{day}.parquet", {"partition_mapper_config": {EVENTS: DAILY_ROLL_UP}}),
        ("{day}.parquet", "daily/{month}.parquet", {"partition_mapper_config": {EVENTS: MONTHLY_ROLL_UP}}),
    ],
)
def test_keys_come_down_with_events(source: str, target: str, more: dict[str, Any]) -> None:
    dag = planned(events=ingested(source), daily=made(target))["default/dataset_daily"]
    assert said(dag, "schedule") == call("PartitionedAssetTimetable", assets=EVENTS, **more)
    assert tasks(dag) == ["write", "check", "publish"]


def test_all_inputs_of_a_partition_are_waited_for() -> None:
    inputs = {name: ingested(f"{name}/{{day}}.parquet") for name in ("events", "users")}
    found = planned(**inputs, daily=made("{day}.parquet", *inputs))
    both = call("AssetAll", EVENTS, Identifier("users_asset"))
    assert said(found["default/dataset_daily"], "schedule") == call("PartitionedAssetTimetable", assets=both)


@pytest.mark.parametrize(
    ("events", "daily"),
    [
        (ingested("{hour}.parquet"), made("{day}.parquet", partition={"by": "day", "timezone": "Europe/Berlin"})),
        (ingested("{day}.parquet"), made("{day}.parquet", {"dataset": "events", "window": "7d"})),
        (ingested("{month}.parquet"), made("daily/{day}.parquet")),
    ],
)
def test_what_mappers_cannot_say_is_found_out_by_the_run(events: dict[str, Any], daily: dict[str, Any]) -> None:
    dag = planned(events=events, daily=daily)["default/dataset_daily"]
    assert said(dag, "schedule") == call("PartitionedAssetTimetable", assets=EVENTS)
    assert commands(dag) == ["opsgen run daily --env default --partition missing --skip"]


def test_a_whole_dataset_is_made_again_after_every_partition() -> None:
    dag = planned(events=ingested("{day}.parquet"), total=made("total.parquet"))["default/dataset_total"]
    assert said(dag, "schedule") == call("PartitionedAssetTimetable", assets=EVENTS)
    assert tasks(dag) == ["write", "check", "publish"]


def test_airflow_2_leaves_partitions_to_the_run() -> None:
    found = planned("2.11", events=ingested("{day}.parquet"), daily=made("daily/{day}.parquet"))
    assert said(found["default/dataset_daily"], "schedule") == [Identifier("events_dataset")]
    assert commands(found["default/dataset_daily"]) == ["opsgen run daily --env default --partition missing --skip"]
