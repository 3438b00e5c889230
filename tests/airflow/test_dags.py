"""Every DAG is there, and is scheduled, owned and retried as the spec says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Built

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
HOUR = 3600


@dataclass(frozen=True)
class Expected:
    """What the spec says of a DAG, read without opsgen."""

    dag_id: str
    component: str
    part: dict[str, Any]
    tasks: list[tuple[str, dict[str, Any]]]
    """Each with what the spec says about how it is run."""
    cron: tuple[str, str] | None = None
    datasets: tuple[str, ...] = ()


def test_every_file_is_imported_without_a_word(built: Built) -> None:
    for bag in built.bags:
        assert bag.import_errors == {}
        assert bag.captured_warnings == {}


def test_airflow_imports_the_operator_of_pods_before_it_forks(built: Built) -> None:
    """It takes seconds. Airflow finds imports in DAG files only, not in the modules that these import."""
    from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
    from airflow.utils.file import iter_airflow_imports

    for dag in built.dags.values():
        if any(isinstance(task, KubernetesPodOperator) for task in dag.tasks):
            assert KubernetesPodOperator.__module__ in iter_airflow_imports(dag.fileloc)


def test_the_scheduler_gets_no_addresses_of_objects(built: Built) -> None:
    """Those of our own would differ in each parse, which Airflow takes for a new version of the DAG."""
    found = re.findall(r"<(\S+) [^<>]*at 0x[0-9a-f]+>", str(built.serialized))
    assert [name for name in found if not name.startswith("airflow.")] == []


def test_each_file_has_one_dag_of_its_name(built: Built) -> None:
    files = {dag.fileloc: name for name, dag in built.dags.items()}
    assert len(files) == len(built.dags)
    for file, name in files.items():
        _, environment, kind, part = name.split(".")
        assert file.endswith(f"/{environment}/{kind}_{part.replace('-', '_')}.py")


def test_there_is_a_dag_for_each_part_of_the_spec(built: Built) -> None:
    assert sorted(built.dags) == sorted(expected.dag_id for expected in _expected(built.spec))


def test_tasks_follow_each_other(built: Built) -> None:
    for expected in _expected(built.spec):
        dag, names = built.dags[expected.dag_id], [name for name, _ in expected.tasks]
        assert sorted(dag.task_ids) == sorted(names)
        for name, following in zip(names, [*names[1:], None], strict=True):
            assert dag.get_task(name).downstream_task_ids == ({following} if following else set())
            assert dag.get_task(name).trigger_rule == "all_success"


def test_the_scheduler_is_told_when_to_run(built: Built) -> None:
    for expected in _expected(built.spec):
        timetable = built.serialized[expected.dag_id]["timetable"]
        assert _cron(timetable) == expected.cron
        environment = expected.dag_id.split(".")[1]
        project = built.spec["project"]["name"]
        assert _uris(timetable) == [f"x-opsgen://{project}/{environment}/{name}" for name in expected.datasets]


def test_runs_neither_overlap_nor_catch_up_and_begin_on_a_fixed_day(built: Built) -> None:
    day = built.spec["outputs"]["airflow"].get("start_date", date(2024, 1, 1))
    for expected in _expected(built.spec):
        dag = built.dags[expected.dag_id]
        zone = ZoneInfo(expected.cron[1] if expected.cron else "UTC")
        assert dag.start_date == datetime(day.year, day.month, day.day, tzinfo=zone)
        assert (dag.max_active_runs, dag.catchup) == (1, False)


def test_tasks_are_retried_and_stopped(built: Built) -> None:
    for expected in _expected(built.spec):
        dag = built.dags[expected.dag_id]
        for name, says in expected.tasks:
            task = dag.get_task(name)
            delay = _seconds(says.get("retry_delay", "5m"))
            assert task.retries == says.get("retries", 2)
            assert task.retry_delay.total_seconds() == delay
            assert task.max_retry_delay.total_seconds() == max(delay, HOUR)
            assert task.retry_exponential_backoff in (True, 2.0)
            assert task.execution_timeout.total_seconds() == _seconds(says.get("timeout", "1h"))


def test_a_run_may_last_as_long_as_all_its_tries(built: Built) -> None:
    for dag in built.dags.values():
        tries = sum(
            task.execution_timeout.total_seconds() * (task.retries + 1)
            for task in dag.tasks
            if task.task_id != "retrain"
        )
        assert (
            tries
            <= dag.dagrun_timeout.total_seconds()
            <= 2 * tries + 2 * HOUR * sum(task.retries for task in dag.tasks)
        )


def test_owner_tags_and_pool(built: Built) -> None:
    project = built.spec["project"]
    pool = built.spec["outputs"]["airflow"].get("pool", "default_pool")
    for expected in _expected(built.spec):
        dag, owner = built.dags[expected.dag_id], expected.part.get("owner", project["owner"])
        own = {
            f"project:{project['name']}",
            f"environment:{expected.dag_id.split('.')[1]}",
            f"component:{expected.component}",
            f"owner:{owner}",
        }
        assert set(dag.tags) == own | set(expected.part.get("tags", []))
        assert {task.owner for task in dag.tasks} == {owner}
        assert {task.pool for task in dag.tasks} == {pool}


def test_the_description_is_shown_and_never_taken_for_a_file(built: Built) -> None:
    for expected in _expected(built.spec):
        dag, description = built.dags[expected.dag_id], expected.part.get("description", "").strip()
        assert dag.description == (description.splitlines() or [expected.component])[0]
        assert dag.doc_md.endswith("\n")


def test_only_the_last_task_of_a_dataset_has_an_outlet(built: Built) -> None:
    for name, dag in built.dags.items():
        project, environment, kind, part = name.split(".")
        outlets = {task.task_id: [asset.uri for asset in task.outlets] for task in dag.tasks if task.outlets}
        last = dag.tasks[-1].task_id
        assert last in {"publish", "ingest"} or kind != "dataset"
        published = {last: [f"x-opsgen://{project}/{environment}/{part}"]} if kind == "dataset" else {}
        assert outlets == published


def test_an_asset_is_declared_the_same_everywhere(built: Built) -> None:
    declared: dict[str, set[str]] = {}
    for dag in built.dags.values():
        for task in dag.tasks:
            for asset in [*task.inlets, *task.outlets]:
                declared.setdefault(asset.uri, set()).add(repr(asset))
    assert {uri for uri, ways in declared.items() if len(ways) > 1} == set()


def test_an_asset_knows_where_the_data_lies(flight_delays: Built) -> None:
    for environment, lake in {"dev": "data", "prod": "s3://example-lake"}.items():
        publish = flight_delays.dags[f"flight-delays.{environment}.dataset.flights"].get_task("publish")
        assert publish.outlets[0].extra == {"location": f"{lake}/raw/flights.csv"}


def test_drift_starts_the_training(flight_delays: Built) -> None:
    retrain = flight_delays.dags["flight-delays.prod.monitor.delay-api"].get_task("retrain")
    assert retrain.trigger_dag_id == "flight-delays.prod.model.delay"
    assert retrain.trigger_dag_id in flight_delays.dags


# What the spec says ---------------------------------------------------------------------------------------------------


def _expected(spec: dict[str, Any]) -> Iterator[Expected]:
    for environment in spec.get("environments") or ["default"]:
        prefix = f"{spec['project']['name']}.{environment}"
        for name, dataset in spec["datasets"].items():
            yield _dataset(f"{prefix}.dataset.{name}", name, dataset, spec)
        for name, model in spec.get("models", {}).items():
            yield _model(f"{prefix}.model.{name}", name, model)
        for name, deployment in spec.get("deployments", {}).items():
            if deployment["type"] == "batch" and "output" not in deployment:
                task = "score" if "model" in deployment else "run"
                tasks = [(task, deployment)]
                yield Expected(
                    f"{prefix}.batch.{name}", f"deployment.{name}", deployment, tasks, _own_schedule(deployment)
                )
            if "monitor" in deployment:
                yield _monitor(f"{prefix}.monitor.{name}", name, deployment, spec)


def _dataset(dag_id: str, name: str, dataset: dict[str, Any], spec: dict[str, Any]) -> Expected:
    scored = [part for part in spec.get("deployments", {}).values() if part.get("output") == name]
    produce = [("write", says) for says in (dataset.get("ingest"), dataset.get("transform"), *scored) if says]
    tasks = [*produce, ("check", {}), ("publish", {})]
    if produce and _is_in_one_pod(dag_id, dataset, spec):
        tasks = [("ingest" if "ingest" in dataset else "transform", produce[0][1])]
    component = f"dataset.{name}"
    says = next((says for _, says in produce if "schedule" in says), dataset)
    if "schedule" in says:
        return Expected(dag_id, component, dataset, tasks, _own_schedule(says))
    if "transform" in dataset:
        inputs = tuple(dataset["transform"]["inputs"])
        return Expected(dag_id, component, dataset, tasks, None, inputs)
    daily = None if "ingest" in dataset else ("0 0 * * *", dataset.get("timezone", "UTC"))
    return Expected(dag_id, component, dataset, tasks, daily)


def _is_in_one_pod(dag_id: str, dataset: dict[str, Any], spec: dict[str, Any]) -> bool:
    """Whether one pod takes all steps, because the pods of an environment share no files."""
    environment = (spec.get("environments") or {}).get(dag_id.split(".")[1], {})
    # The lake of flight-delays is a variable, which is a bucket where its tasks run in pods.
    connection = spec["connections"][dataset["source"]["connection"]]
    is_local = connection["type"] == "files" and not connection["root"].startswith("${")
    return environment.get("runner") == "kubernetes" and is_local


def _model(dag_id: str, name: str, model: dict[str, Any]) -> Expected:
    retrain = model.get("retrain", {})
    tasks = [("train", model["train"])]
    tasks += [("evaluate", {})] if model.get("evaluate") else []
    tasks += [("explain", model["explain"])] if "explain" in model else []
    tasks += [("register", {})]
    datasets = (model["features"]["dataset"],) if retrain.get("on_data") else ()
    return Expected(dag_id, f"model.{name}", model, tasks, _own_schedule(retrain), datasets)


def _monitor(dag_id: str, name: str, deployment: dict[str, Any], spec: dict[str, Any]) -> Expected:
    retrains = spec["models"].get(deployment.get("model"), {}).get("retrain", {}).get("on_drift")
    tasks: list[tuple[str, dict[str, Any]]] = [("drift", {}), *([("retrain", {})] if retrains else [])]
    return Expected(dag_id, f"deployment.{name}", deployment, tasks, _own_schedule(deployment["monitor"]))


def _own_schedule(says: dict[str, Any]) -> tuple[str, str] | None:
    return (_without_names(says["schedule"]), says.get("timezone", "UTC")) if "schedule" in says else None


def _without_names(cron: str) -> str:
    """A schedule as opsgen writes it: months and days of the week by their numbers, Sunday as 0."""
    for names, first in (("SUNMONTUEWEDTHUFRISAT", 0), ("JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC", 1)):
        for number, name in enumerate(re.findall("...", names), first):
            cron = cron.replace(name, str(number))
    return cron


def _seconds(duration: str) -> int:
    return sum(int(count) * SECONDS[unit] for count, unit in re.findall(r"(\d+)([smhd])", duration))


# What Airflow was told ------------------------------------------------------------------------------------------------


def _cron(timetable: dict[str, Any]) -> tuple[str, str] | None:
    kind, says = timetable["__type"].rpartition(".")[2], timetable.get("__var", {})
    if kind == "CronTriggerTimetable":
        return says["expression"], says["timezone"]
    return _cron(says["timetable"]) if kind in {"AssetOrTimeSchedule", "DatasetOrTimeSchedule"} else None


def _uris(timetable: dict[str, Any]) -> list[str]:
    says = timetable.get("__var", {})
    condition = says.get("asset_condition") or says.get("dataset_condition")
    return [asset["uri"] for asset in condition["objects"]] if condition else []
