"""Which DAGs there are, what they run and when."""

from __future__ import annotations

from typing import Any

import pytest

from backends.airflow.projects import SPECS, arguments, commons, dags, dataset, minimal, project, said, tree
from opsgen.render.encode.python import Identifier, call

CRON = "5 4 * * *"


def batch(**parts: Any) -> dict[str, Any]:
    return {"type": "batch", "schedule": CRON, "timezone": "Asia/Tokyo", "command": ["score"], **parts}


def model(**parts: Any) -> dict[str, Any]:
    return {
        "task": "other",
        "features": {"dataset": "orders", "columns": ["id"]},
        "train": {"command": ["train"]},
        **parts,
    }


def planned(**parts: Any) -> Any:
    return dags(project(minimal(**parts)))


def defaults(common: Any) -> Any:
    """The arguments that all tasks of an environment share."""
    (values,) = [part.values for part in common.parts if "defaults" in part.values]
    return values["defaults"]


def tasks(dag: Any) -> list[str]:
    return [task.variable.text for task in dag.tasks]


# Schedules ------------------------------------------------------------------------------------------------------------

TOKYO = call("CronTriggerTimetable", CRON, timezone="Asia/Tokyo")
DAILY = call("CronTriggerTimetable", "0 0 * * *", timezone="UTC")
INGEST = {"command": ["ingest"]}
OWN = {"schedule": CRON, "timezone": "Asia/Tokyo"}
OTHER = {"schedule": "1 1 * * *", "timezone": "Europe/Rome"}


@pytest.mark.parametrize(
    ("parts", "schedule"),
    [
        ({}, DAILY),
        ({"timezone": "Asia/Tokyo"}, call("CronTriggerTimetable", "0 0 * * *", timezone="Asia/Tokyo")),
        (OWN, TOKYO),
        ({"ingest": INGEST}, None),
        ({"ingest": INGEST, **OWN}, TOKYO),
        ({"ingest": {**INGEST, **OWN}, **OTHER}, TOKYO),
        ({"transform": {"inputs": ["raw"], "sql": "a.sql"}}, [Identifier("raw_asset")]),
        ({"transform": {"inputs": ["raw"], "sql": "a.sql", **OWN}}, TOKYO),
        ({"transform": {"inputs": ["raw"], "sql": "a.sql"}, **OWN}, TOKYO),
    ],
)
def test_a_dataset_s_schedule(parts: dict[str, Any], schedule: object) -> None:
    dag = planned(datasets={"raw": dataset(), "orders": dataset(**parts)})["default/dataset_orders"]
    assert said(dag, "schedule") == schedule


def test_a_dataset_says_which_runs_it_has() -> None:
    runs = {"start_date": "2013-01-01", "catchup": True, "max_active_runs": 3, "depends_on_past": True}
    dag = planned(datasets={"orders": dataset(**OWN, **runs)})["default/dataset_orders"]
    assert said(dag, "start_date") == call("pendulum.datetime", 2013, 1, 1, tz="Asia/Tokyo")
    assert (said(dag, "catchup"), said(dag, "max_active_runs")) == (True, 3)
    assert said(dag, "default_args").keywords["depends_on_past"] is True


def test_what_a_deployment_writes_is_scheduled_with_it() -> None:
    dag = planned(deployments={"nightly": batch(output="orders")})["default/dataset_orders"]
    assert said(dag, "schedule") == TOKYO
    assert said(dag, "start_date") == call("pendulum.datetime", 2024, 1, 1, tz="Asia/Tokyo")
    assert tasks(dag) == ["write", "check", "publish"]


def test_what_kubernetes_writes_is_judged_daily() -> None:
    found = planned(deployments={"nightly": batch(output="orders", orchestrator="kubernetes")})
    assert list(found) == ["default/dataset_orders"]
    assert said(found["default/dataset_orders"], "schedule") == DAILY
    assert tasks(found["default/dataset_orders"]) == ["check", "publish"]


@pytest.mark.parametrize(
    ("retrain", "schedule"),
    [
        (None, None),
        ({"on_drift": True}, None),
        (OWN, TOKYO),
        ({"on_data": True}, [Identifier("orders_asset")]),
        (
            {"on_data": True, **OWN},
            call("AssetOrTimeSchedule", timetable=TOKYO, assets=[Identifier("orders_asset")]),
        ),
    ],
)
def test_a_model_s_schedule(retrain: dict[str, Any] | None, schedule: object) -> None:
    given = {"retrain": retrain} if retrain else {}
    assert said(planned(models={"churn": model(**given)})["default/model_churn"], "schedule") == schedule


# Tasks ----------------------------------------------------------------------------------------------------------------


def test_opsgen_runs_sql_and_commands_alike() -> None:
    by_sql = {"inputs": ["raw"], "sql": "a.sql"}
    by_command = {"inputs": ["raw"], "command": ["spark-submit", "job.py"]}
    found = planned(datasets={"raw": dataset(), "one": dataset(transform=by_sql), "two": dataset(transform=by_command)})
    for name in ("one", "two"):
        dag = found[f"default/dataset_{name}"]
        assert tasks(dag) == ["write", "check", "publish"]
        for step in tasks(dag):
            command = ["opsgen", "transform", name, "--env", "default", "--step", step]
            assert arguments(dag, step)["command"] == command
        assert arguments(dag, "write")["inlets"] == [Identifier("raw_asset")]


def test_only_what_has_passed_is_announced() -> None:
    dag = planned(datasets={"orders": dataset(ingest=INGEST)})["default/dataset_orders"]
    outlets = {step: arguments(dag, step).get("outlets") for step in tasks(dag)}
    assert outlets == {"write": None, "check": None, "publish": [Identifier("orders_asset")]}


def test_pods_that_share_no_files_take_all_steps_at_once() -> None:
    lake, bucket = {"type": "files", "root": "data"}, {"type": "files", "root": "s3://lake"}
    datasets = {
        "near": dataset(ingest=INGEST),
        "far": dataset(ingest=INGEST, source={"connection": "s3", "path": "far.csv"}),
    }
    found = planned(datasets=datasets, connections={"lake": lake, "s3": bucket}, environments=IN_PODS)
    assert tasks(found["prod/dataset_far"]) == ["write", "check", "publish"]
    assert tasks(found["prod/dataset_near"]) == ["ingest"]
    whole = arguments(found["prod/dataset_near"], "ingest")
    assert (whole["command"], whole["outlets"]) == (
        ["opsgen", "ingest", "near", "--env", "prod"],
        [Identifier("near_asset")],
    )


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ({}, ["train", "register"]),
        ({"evaluate": [{"metric": "auc", "min": 0.5}]}, ["train", "evaluate", "register"]),
        ({"explain": {"command": ["explain"]}}, ["train", "explain", "register"]),
        ({"registry": {"type": "mlflow", "uri": "http://mlflow"}}, ["train", "register"]),
    ],
)
def test_a_model_s_tasks(parts: dict[str, Any], wanted: list[str]) -> None:
    assert tasks(planned(models={"churn": model(**parts)})["default/model_churn"]) == wanted


@pytest.mark.parametrize("on_drift", [True, False])
def test_a_monitor_triggers_only_where_the_model_asks_for_it(on_drift: bool) -> None:
    monitor = {
        "reference": "orders",
        "current": "orders",
        "schedule": CRON,
        "drift": [{"column": "id", "metric": "psi", "max": 0.1}],
    }
    server = {"type": "online", "command": ["serve"], "model": "churn", "monitor": monitor}
    dag = planned(
        models={"churn": model(retrain={"on_drift": on_drift})},
        deployments={"api": server},
    )["default/monitor_api"]
    drift = arguments(dag, "drift")
    assert drift["command"] == ["opsgen", "drift", "api", "--env", "default", *(["--trigger"] if on_drift else [])]
    assert drift.get("skip_on_exit_code") == (99 if on_drift else None)
    assert tasks(dag) == ["drift", *(["retrain"] if on_drift else [])]
    assert bool(dag.chains) is on_drift


def test_a_deployment_without_output_has_a_dag_of_its_own() -> None:
    found = planned(deployments={"sweep": batch(), "elsewhere": batch(orchestrator="kubernetes")})
    assert list(found) == ["default/dataset_orders", "default/batch_sweep"]
    assert tasks(found["default/batch_sweep"]) == ["run"]


def test_a_spec_of_another_name_is_given_to_opsgen() -> None:
    found = dags(project(minimal(), file="shop.opsgen.yaml"))
    command = arguments(found["default/dataset_orders"], "check")["command"]
    spec = ["--spec", "shop.opsgen.yaml"]
    assert command == ["opsgen", "publish", "orders", "--env", "default", *spec, "--step", "check"]


def test_only_what_a_task_says_is_said_of_it() -> None:
    ingest = {**INGEST, "timeout": "90s", "retries": 0, "retry_delay": "2h"}
    task = arguments(planned(datasets={"orders": dataset(ingest=ingest)})["default/dataset_orders"], "write")
    assert task == {
        "task_id": "write",
        "command": ["opsgen", "ingest", "orders", "--env", "default", "--step", "write"],
        "retries": 0,
        "retry_delay": call("timedelta", hours=2),
        "max_retry_delay": call("timedelta", hours=2),
        "execution_timeout": call("timedelta", seconds=90),
    }


@pytest.mark.parametrize(
    ("execution", "hours"),
    [
        ({}, 11),  # thrice three tries of an hour, and thrice 10 and 20 minutes at most between them
        ({"timeout": "1d", "retries": 0}, 31),
        ({"retries": 1000000, "timeout": "1000w"}, 366 * 24),
    ],
)
def test_a_run_may_last_as_long_as_all_its_tries(execution: dict[str, Any], hours: int) -> None:
    dag = planned(datasets={"orders": dataset(ingest={**INGEST, **execution})})["default/dataset_orders"]
    timeout = said(dag, "dagrun_timeout")
    assert timeout.keywords in ({"hours": hours}, {"days": hours // 24})


# Environments ---------------------------------------------------------------------------------------------------------


def test_each_environment_has_its_own_airflow() -> None:
    overrides = {"outputs.airflow": {"version": "2.11", "pool": "nightly"}}
    of = project(minimal(environments={"dev": {}, "prod": {"overrides": overrides}}))
    found = dags(of)
    dev, prod = found["dev/dataset_orders"], found["prod/dataset_orders"]
    assert [constant.value.function.text for constant in (dev.constants[0], prod.constants[0])] == ["asset", "dataset"]
    shared = {name: defaults(common) for name, common in commons(of).items()}
    assert list(shared) == ["dev/opsgen_common_shop_dev", "prod/opsgen_common_shop_prod"]
    in_dev, in_prod = shared.values()
    assert in_dev["retry_exponential_backoff"] == 2.0
    assert in_prod["retry_exponential_backoff"] is True
    assert "pool" not in in_dev
    assert in_prod["pool"] == "nightly"


def test_the_folder_of_the_project_is_found_from_the_file() -> None:
    found = project(minimal(outputs={"airflow": {"path": "deploy/airflow/dags"}}))
    (common,) = commons(found).values()
    assert common.parts[-1].values == {
        "folder_variable": "OPSGEN_FOLDER_SHOP",
        "path_variable": "OPSGEN_PATH_SHOP",
        "depth": 4,
    }


def test_only_commands_that_judge_have_final_exit_codes() -> None:
    found = dags(project(tree(SPECS[0])))
    final = {
        f"{name}.{task.variable.text}": arguments(dag, task.variable.text).get("final_exit_codes")
        for name, dag in found.items()
        for task in dag.tasks
    }
    judged = [f"dataset_{name}" for name in ("flight_features", "flights", "planes", "requests", "scores")]
    wanted = dict[str, list[int]]()
    for environment in ("dev", "prod"):
        judges = [*(f"{name}.check" for name in judged), "model_delay.evaluate", "model_delay.register"]
        wanted |= {f"{environment}/{name}": [1, 2] for name in judges}
        # What was published meanwhile, or is too little data, is so in the next try, too.
        last = [*(f"{name}.publish" for name in judged), "monitor_delay_api.drift"]
        wanted |= {f"{environment}/{name}": [1, 2, 5] for name in last}
    assert {name: codes for name, codes in final.items() if codes is not None} == wanted


def test_variables_are_written_as_the_spec_has_them() -> None:
    variables = {
        "root-folder": {"default": "a"},
        "strict": {"type": "boolean", "default": True},
        "share": {"type": "number", "default": 0.5},
    }
    of = project(minimal(variables=variables))
    (common,) = commons(of).values()
    assert {constant.name.text: constant.value for constant in common.constants}["ENV"] == {
        "OPSGEN_ENV": "default",
        "OPSGEN_PROJECT": "shop",
        "OPSGEN_VAR_ROOT_FOLDER": "a",
        "OPSGEN_VAR_STRICT": "true",
        "OPSGEN_VAR_SHARE": "0.5",
    }
    own = call("default_args", "sales")
    assert said(dags(of)["default/dataset_orders"], "default_args") == own


# Secrets --------------------------------------------------------------------------------------------------------------

WAREHOUSE = {
    "type": "postgres",
    "host": "db.example.com",
    "database": "d",
    "user": "u",
    "password": {"secret": "PASSWORD"},
}
IN_PODS = {"prod": {"runner": "kubernetes", "kubernetes": {"namespace": "shop"}}}


@pytest.mark.parametrize(
    "quality",
    [
        [{"references": {"column": "id", "to": "sold.id"}}],
        [{"query": {"sql": "select * from sold"}}],
    ],
)
def test_pods_are_given_the_secrets_of_what_rules_read(quality: list[Any]) -> None:
    datasets = {
        "orders": dataset(quality=quality),
        "sold": dataset(source={"connection": "warehouse", "table": "sold"}),
        "alone": dataset(),
    }
    lake = {"type": "files", "root": "data"}
    found = planned(datasets=datasets, connections={"lake": lake, "warehouse": WAREHOUSE}, environments=IN_PODS)
    given = {name: arguments(dag, "check").get("secret_env", {}) for name, dag in found.items()}
    password = {"PASSWORD": "PASSWORD"}
    assert given == {
        "prod/dataset_orders": password,
        "prod/dataset_sold": password,
        "prod/dataset_alone": {},
    }


def test_a_pod_is_given_all_secrets_by_their_own_names() -> None:
    """opsgen gives the command those that it has other names for."""
    ingest = {**INGEST, "environment": {"A": "text", "B": {"secret": "TOKEN"}}}
    datasets = {"orders": dataset(ingest=ingest, source={"connection": "warehouse", "table": "t"})}
    found = planned(datasets=datasets, connections={"warehouse": WAREHOUSE}, environments=IN_PODS)
    task = arguments(found["prod/dataset_orders"], "write")
    assert "env" not in task
    assert task["secret_env"] == {"PASSWORD": "PASSWORD", "TOKEN": "TOKEN"}


# What people read -----------------------------------------------------------------------------------------------------


def test_a_model_s_gates_are_told_with_all_that_they_ask() -> None:
    gates = [
        {"metric": "recall", "min": 0.95, "slice": "country"},
        {"metric": "brier", "max": 0.1, "severity": "warn"},
        {"metric": "recall", "against": "champion", "max_regression": 0.01},
    ]
    doc = said(planned(models={"churn": model(evaluate=gates)})["default/model_churn"], "doc_md")
    assert [line for line in doc.splitlines() if "Gate" in line] == [
        "- Gate: `recall` at least 0.95 for each value of `country`",
        "- Gate: `brier` at most 0.1, which only warns",
        "- Gate: `recall` worse than the champion by at most 0.01",
    ]


def test_how_a_column_must_be_handled_is_told() -> None:
    columns = {"id": {"type": "integer"}, "email": {"type": "string", "classification": "pii"}}
    doc = said(planned(datasets={"orders": dataset(columns=columns)})["default/dataset_orders"], "doc_md")
    assert "| `id` | integer |  |\n| `email` | string, pii |  |\n" in doc


# Locations ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("connection", "source", "location"),
    [
        ({"type": "files", "root": "data/"}, {"path": "a/*.csv"}, "data/a/*.csv"),
        ({"type": "files", "root": "s3://lake/x"}, {"path": "a.csv"}, "s3://lake/x/a.csv"),
        ({"type": "s3", "bucket": "b", "prefix": "p/"}, {"path": "a.csv"}, "s3://b/p/a.csv"),
        ({"type": "gcs", "bucket": "b"}, {"path": "a.csv"}, "gs://b/a.csv"),
        (
            {"type": "abfs", "account": "acc", "container": "con"},
            {"path": "a.csv"},
            "abfss://con@acc.dfs.core.windows.net/a.csv",
        ),
        (WAREHOUSE, {"table": "t"}, "postgresql://db.example.com:5432/d/public/t"),
        (WAREHOUSE, {"table": "sales.t"}, "postgresql://db.example.com:5432/d/sales/t"),
        (
            {"type": "snowflake", "account": "acc", "database": "d", "warehouse": "w", "user": "u"},
            {"table": "t"},
            "snowflake://acc/d/PUBLIC/t",
        ),
        ({"type": "bigquery", "project": "p", "dataset": "d"}, {"table": "t"}, "bigquery://p/d/t"),
        (
            {"type": "trino", "host": "h", "catalog": "c", "schema": "s", "user": "u"},
            {"table": "t"},
            "trino://h:443/c/s/t",
        ),
        ({"type": "spark", "catalog": "c", "database": "d"}, {"table": "t"}, "spark:/c/d/t"),
        ({"type": "duckdb", "path": "a.duckdb"}, {"table": "t"}, "a.duckdb/t"),
    ],
)
def test_an_asset_says_where_the_data_lies(connection: dict[str, Any], source: dict[str, Any], location: str) -> None:
    datasets = {"orders": dataset(source={"connection": "it", **source})}
    dag = planned(datasets=datasets, connections={"it": connection})["default/dataset_orders"]
    assert dag.constants[0].value == call("asset", "orders", location)
