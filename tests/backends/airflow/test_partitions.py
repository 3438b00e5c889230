"""How DAG runs know their partitions."""

from __future__ import annotations

import ast
import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from backends.airflow.projects import arguments, commons, dags, dataset, minimal, project, rendered, said
from opsgen.render.encode.python import Identifier, call

if TYPE_CHECKING:
    from opsgen.backends.airflow.emit.model import Dag

EVENTS = Identifier("events_asset")
OF_HOURS = call("StartOfDayMapper", input_format="%Y-%m-%dT%H")
OF_DAYS = call("StartOfMonthMapper", input_format="%Y-%m-%d")
HOURLY = "5 * * * *"


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


def test_keys_come_down_with_events() -> None:
    dag = planned(events=ingested("{day}.parquet"), daily=made("daily/{day}.parquet"))["default/dataset_daily"]
    assert said(dag, "schedule") == call("PartitionedAssetTimetable", assets=EVENTS)
    assert commands(dag)[0] == "opsgen transform daily --env default --step write"
    assert tasks(dag) == ["write", "check", "publish"]


@pytest.mark.parametrize(
    ("events", "target", "mapper"),
    [
        (ingested("{hour}.parquet", HOURLY), "daily/{day}.parquet", OF_HOURS),
        (ingested("{day}.parquet"), "daily/{month}.parquet", OF_DAYS),
    ],
)
def test_each_event_of_a_finer_partition_starts_a_run_that_ends_if_others_are_missing(
    events: dict[str, Any], target: str, mapper: Any
) -> None:
    """Airflow's mapper that waits for all would wait for all again when one of them is built again."""
    dag = planned(events=events, daily=made(target))["default/dataset_daily"]
    timetable = call("PartitionedAssetTimetable", assets=EVENTS, partition_mapper_config={EVENTS: mapper})
    assert said(dag, "schedule") == timetable
    assert tasks(dag) == ["write", "check", "publish"]
    assert commands(dag)[0] == "opsgen transform daily --env default --step write --skip"
    assert arguments(dag, "write")["skip_on_exit_code"] == 99


def test_an_event_of_any_input_starts_a_run() -> None:
    inputs = {name: ingested(f"{name}/{{day}}.parquet") for name in ("events", "users")}
    dag = planned(**inputs, daily=made("{day}.parquet", *inputs))["default/dataset_daily"]
    either = call("AssetAny", EVENTS, Identifier("users_asset"))
    assert said(dag, "schedule") == call("PartitionedAssetTimetable", assets=either)
    assert commands(dag)[0] == "opsgen transform daily --env default --step write --skip"


BERLIN = {"by": "day", "timezone": "Europe/Berlin"}
MISSING = "opsgen run daily --env default --partition missing --skip"


@pytest.mark.parametrize(
    ("events", "daily"),
    [
        (ingested("{hour}.parquet", HOURLY), made("{day}.parquet", partition=BERLIN)),
        (ingested("{day}.parquet"), made("{day}.parquet", {"dataset": "events", "window": "7d"})),
        (ingested("{month}.parquet", "0 6 2 * *"), made("daily/{day}.parquet")),
    ],
)
def test_what_mappers_cannot_say_is_found_out_by_the_run(events: dict[str, Any], daily: dict[str, Any]) -> None:
    dag = planned(events=events, daily=daily)["default/dataset_daily"]
    assert said(dag, "schedule") == call("PartitionedAssetTimetable", assets=EVENTS)
    assert commands(dag) == [MISSING]


def test_events_without_keys_start_ordinary_dags() -> None:
    """Airflow starts no partitioned timetable by an event without a key, and no other by an event with one."""
    found = planned(
        events=ingested("{day}.parquet", "0,30 * * * *"),
        users=ingested("users/{day}.parquet", "0,30 * * * *"),
        daily=made("daily/{day}.parquet", "events", "users"),
        total=made("total.parquet"),
    )
    either = call("AssetAny", EVENTS, Identifier("users_asset"))
    assert said(found["default/dataset_daily"], "schedule") == either
    assert commands(found["default/dataset_daily"]) == [MISSING]
    assert said(found["default/dataset_total"], "schedule") == [EVENTS]


def test_the_key_of_what_started_a_run_goes_further_down() -> None:
    """The event of `weekly` has the key of a day of `events`, which is not the key of what it has built."""
    found = planned(
        events=ingested("{day}.parquet"),
        total=made("total.parquet"),
        summary=made("summary.parquet", "total"),
        weekly=made("weekly/{day}.parquet", {"dataset": "events", "window": "7d"}),
        daily=made("daily/{day}.parquet", "weekly"),
    )
    by_total = call("PartitionedAssetTimetable", assets=Identifier("total_asset"))
    assert said(found["default/dataset_summary"], "schedule") == by_total
    by_weekly = call("PartitionedAssetTimetable", assets=Identifier("weekly_asset"))
    assert said(found["default/dataset_daily"], "schedule") == by_weekly
    assert commands(found["default/dataset_daily"]) == [MISSING]


def test_a_whole_dataset_is_made_again_after_every_partition() -> None:
    dag = planned(events=ingested("{day}.parquet"), total=made("total.parquet"))["default/dataset_total"]
    assert said(dag, "schedule") == call("PartitionedAssetTimetable", assets=EVENTS)
    assert tasks(dag) == ["write", "check", "publish"]


def test_a_clock_of_airflow_2_gives_the_key_by_the_data_interval() -> None:
    found = planned("2.11", events=ingested("{day}.parquet", timezone="Europe/Berlin", by="day"))
    dag = found["default/dataset_events"]
    assert said(dag, "schedule") == call("CronDataIntervalTimetable", "30 4 * * *", timezone="Europe/Berlin")
    assert tasks(dag) == ["write", "check", "publish"]
    variables = said(dag, "default_args").keywords["dag_env"]
    assert variables == {"OPSGEN_PARTITION_FORMAT": "%Y-%m-%d"}


def test_downstream_in_airflow_2_any_event_starts_a_run_that_finds_out_what_is_missing() -> None:
    inputs = {name: ingested(f"{name}/{{day}}.parquet") for name in ("events", "users")}
    found = planned("2.11", **inputs, daily=made("daily/{day}.parquet", *inputs), total=made("t.parquet"))
    either = call("DatasetAny", Identifier("events_dataset"), Identifier("users_dataset"))
    assert said(found["default/dataset_daily"], "schedule") == either
    assert commands(found["default/dataset_daily"]) == [MISSING]
    assert said(found["default/dataset_total"], "schedule") == [Identifier("events_dataset")]


@pytest.mark.parametrize(
    ("version", "daily", "parts"),
    [
        ("3", made("daily/{day}.parquet"), ["run_variables"]),
        (
            "3",
            made("daily/{day}.parquet", {"dataset": "events", "window": "7d"}),
            ["partitions_3", "changed_partitions"],
        ),
        ("2.11", made("daily/{day}.parquet"), ["partitions_2", "changed_partitions"]),
    ],
)
def test_events_pass_on_what_changed_where_runs_need_it(version: str, daily: dict[str, Any], parts: list[str]) -> None:
    datasets = {"events": ingested("{day}.parquet"), "daily": daily}
    made_of = project(minimal(datasets=datasets, outputs={"airflow": {"version": version}}))
    (common,) = commons(made_of).values()
    names = [part.template.removeprefix("airflow/").removesuffix(".py.jinja") for part in common.parts]
    assert [name for name in names if "partitions" in name or name == "run_variables"] == parts


@pytest.mark.parametrize("version", ["3", "2.11"])
def test_a_model_is_trained_after_each_partition(version: str) -> None:
    model = {
        "task": "classification",
        "features": {"dataset": "events", "label": "id", "columns": ["id"]},
        "train": {"command": ["train"]},
        "retrain": {"on_data": True},
    }
    spec = minimal(
        datasets={"events": ingested("{day}.parquet")}, models={"m": model}, outputs={"airflow": {"version": version}}
    )
    found = said(dags(project(spec))["default/model_m"], "schedule")
    by_key = call("PartitionedAssetTimetable", assets=EVENTS)
    assert found == (by_key if version == "3" else [Identifier("events_dataset")])


class Outlet(NamedTuple):
    uri: str


class OutletEvents(dict[Outlet, SimpleNamespace]):
    """What Airflow gives a task to describe its events with."""

    def __missing__(self, outlet: Outlet) -> SimpleNamespace:
        return self.setdefault(outlet, SimpleNamespace(extra={}))


def run_variables(version: str, env: dict[str, str], **context: Any) -> tuple[dict[str, str], list[Any]]:
    """The variables of a task that publishes `daily`, by the shared module's own code, and the extras of its events."""
    daily = made("daily/{day}.parquet", {"dataset": "events", "window": "7d"})
    datasets = {"events": ingested("{day}.parquet"), "daily": daily}
    files = rendered(project(minimal(datasets=datasets, outputs={"airflow": {"version": version}})))
    (module,) = (ast.parse(file.text) for file in files if "opsgen_common" in file.artifact.path)
    wanted = ("run_variables", "changed_partitions")
    code = [each for each in module.body if isinstance(each, ast.FunctionDef) and each.name in wanted]
    names: dict[str, Any] = {"json": json, "Any": Any, "Context": dict}
    exec(compile(ast.Module(list(code), []), "common", "exec"), names)  # noqa: S102 - the code is opsgen's own
    events, task = OutletEvents(), SimpleNamespace(outlets=[Outlet("x-opsgen://shop/default/daily")], env=env)
    found = names["run_variables"]({"task": task, "outlet_events": events, **context})
    return found, [each.extra for each in events.values()]


def events_of(*extras: dict[str, Any] | None) -> dict[str, list[SimpleNamespace]]:
    return {"x-opsgen://shop/default/events": [SimpleNamespace(extra=extra) for extra in extras]}


RUN = SimpleNamespace(dag_id="daily", run_id="r", partition_key=None)


def test_events_pass_on_the_partitions_that_changed() -> None:
    triggering = events_of({"changed": {"events": ["2026-01-02"]}}, {"changed": {"events": ["2026-01-01"]}}, None, {})
    changed = {"events": ["2026-01-01", "2026-01-02"]}
    given = {"OPSGEN_RUN": "daily/r", "OPSGEN_CHANGED": json.dumps(changed)}
    in_2 = run_variables("2.11", {}, dag_run=RUN, triggering_dataset_events=triggering)
    assert in_2 == (given, [{"changed": changed}])
    run = SimpleNamespace(dag_id="daily", run_id="r", partition_key="2026-01-02")
    in_3 = run_variables("3", {}, dag_run=run, triggering_asset_events=triggering)
    assert in_3 == ({**given, "OPSGEN_PARTITION": "2026-01-02"}, [{"changed": changed}])


def test_a_run_that_a_clock_starts_names_its_own_partition() -> None:
    start = SimpleNamespace(in_timezone=lambda zone: datetime(2026, 1, 31, 23, tzinfo=UTC).astimezone(ZoneInfo(zone)))
    found, extras = run_variables(
        "2.11",
        {"OPSGEN_PARTITION_FORMAT": "%Y-%m"},
        dag_run=RUN,
        dag=SimpleNamespace(timezone="Europe/Berlin"),
        data_interval_start=start,
        triggering_dataset_events={},
    )
    assert found["OPSGEN_PARTITION"] == "2026-02"
    assert extras == [{"changed": {"daily": ["2026-02"]}}]


def test_a_quarantine_is_checked_after_every_publication_of_its_dataset() -> None:
    rule = {"not_null": {"column": "id", "quarantine": "rejected", "max_fraction": 0.1}}
    events = ingested("events/{day}.parquet") | {"publish": "after_checks", "quality": [rule]}
    rejected = dataset(source={"connection": "lake", "path": "rejected/*.parquet"})
    dag = planned(events=events, rejected=rejected)["default/dataset_rejected"]
    assert said(dag, "schedule") == call("PartitionedAssetTimetable", assets=EVENTS)
    assert commands(dag) == [f"opsgen publish rejected --env default --step {step}" for step in ("check", "publish")]
