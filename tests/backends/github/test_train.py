from __future__ import annotations

from typing import Any

import pytest

from backends.github.specs import MODEL, deployed, example, merged, project, spec, workflows
from opsgen.backends import GITHUB
from opsgen.backends.github import codes

REPORT = ' --format markdown --report "$GITHUB_STEP_SUMMARY"'


def _model(**parts: Any) -> dict[str, Any]:
    return spec(models={"rare": merged(MODEL, parts)})


def _codes(tree: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(code.code, finding.place.path) for code, finding in GITHUB.check(project(tree))]


def _runs(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def test_a_model_is_trained_judged_explained_and_registered() -> None:
    job = workflows(example("flight-delays"))["train-delay"]["jobs"]["prod"]
    assert _runs(job)[1:] == [
        "opsgen train delay --env prod --step train",
        "opsgen gate delay --env prod",
        "opsgen train delay --env prod --step explain",
        "opsgen register delay --env prod",
    ]
    assert job["env"] == {
        "OPSGEN_ENV": "prod",
        "OPSGEN_PROJECT": "flight-delays",
        "OPSGEN_VAR_LAKE": "s3://example-lake",
        # A second attempt continues with what the first one has trained.
        "OPSGEN_RUN": "github/${{ github.run_id }}",
    }


def test_a_model_without_registry_is_kept_as_files_of_the_run() -> None:
    job = workflows(_model())["train-rare"]["jobs"]["default"]
    assert job["steps"][-1]["with"]["path"] == "artifacts"


def test_data_in_the_checkout_is_made_first() -> None:
    job = workflows(example("flight-delays"))["train-delay"]["jobs"]["dev"]
    assert _runs(job)[1:5] == [
        f"opsgen ingest flights --env dev{REPORT}",
        f"opsgen check planes --env dev{REPORT}",
        f"opsgen transform flight_features --env dev{REPORT}",
        "opsgen train delay --env dev --step train",
    ]


def test_by_hand_in_any_environment_and_by_itself_in_the_last() -> None:
    train = workflows(deployed())["train-rare"]
    choice = train["on"]["workflow_dispatch"]["inputs"]["environment"]
    assert choice["options"] == ["dev", "staging", "prod"]
    for name, job in train["jobs"].items():
        assert job["if"] == f"${{{{ (inputs.environment || 'prod') == '{name}' }}}}"
        assert "environment" not in job


def test_no_choice_where_there_is_one_environment() -> None:
    train = workflows(_model())["train-rare"]
    assert train["on"] == {"workflow_dispatch": {}}
    assert "if" not in train["jobs"]["default"]


def test_time_zones_are_githubs_own() -> None:
    train = workflows(_model(retrain={"schedule": "0 6 * * 7", "timezone": "America/New_York"}))["train-rare"]
    assert train["on"]["schedule"] == [{"cron": "0 6 * * 0", "timezone": "America/New_York"}]


def test_two_do_not_train_at_once() -> None:
    alone = _model(retrain={"schedule": "0 6 * * 1"})
    assert "if" not in workflows(alone)["train-rare"]["jobs"]["default"]
    beside_airflow = merged(alone, {"outputs": {"airflow": {}}})
    condition = workflows(beside_airflow)["train-rare"]["jobs"]["default"]["if"]
    assert condition == "${{ (github.event_name != 'schedule' || vars.OPSGEN_TRAIN_ON_SCHEDULE == 'true') }}"


def test_drift_and_new_data_start_a_training_by_a_dispatch() -> None:
    train = workflows(_model(retrain={"on_drift": True, "on_data": True}))["train-rare"]
    assert train["on"]["repository_dispatch"] == {"types": ["drift-rare", "data-rare"]}


def test_secrets_reach_only_the_steps_that_need_them() -> None:
    environment = {"KEY": {"secret": "BIRDS_KEY"}, "PLAIN": "text"}
    registry = {"type": "mlflow", "uri": {"secret": "MLFLOW_URI"}}
    job = workflows(_model(train={"environment": environment}, registry=registry))["train-rare"]["jobs"]["default"]
    env = {step["name"]: step.get("env", {}) for step in job["steps"]}
    # opsgen gives the command its variables.
    both = {name: f"${{{{ secrets.{name} }}}}" for name in ("MLFLOW_URI", "BIRDS_KEY")}
    assert env["Train"] == both
    assert env["Register"] == {"MLFLOW_URI": "${{ secrets.MLFLOW_URI }}"}
    assert "secrets." not in str({name: each for name, each in env.items() if name not in {"Train", "Register"}})
    assert "secrets." not in str(job["env"])
    assert job["environment"] == {"name": "default-train"}


def test_a_database_is_judged_with_its_password() -> None:
    database = {"type": "duckdb", "path": "birds.duckdb"}
    tree = _model()
    tree["connections"] = {"lake": database}
    tree["datasets"]["sightings"]["source"] = {"connection": "lake", "table": "sightings"}
    job = workflows(tree)["train-rare"]["jobs"]["default"]
    assert f"opsgen check sightings --env default{REPORT}" in _runs(job)


# What GitHub cannot do


@pytest.mark.parametrize("schedule", ["* * * * *", "*/4 * * * *", "0,3 4 * * *", "2,58 * * * *", "58,0 23,0 * * *"])
def test_github_starts_nothing_more_often_than_every_five_minutes(schedule: str) -> None:
    tree = _model(retrain={"schedule": schedule})
    assert _codes(tree) == [(codes.TOO_FREQUENT.code, ("models", "rare", "retrain", "schedule"))]


@pytest.mark.parametrize("schedule", ["*/5 * * * *", "0 4 * * *", "0,58 4 * * *", "0,55 * * * *", "0,58 0,23 * * 1"])
def test_other_schedules_are_fine(schedule: str) -> None:
    assert not _codes(_model(retrain={"schedule": schedule}))


def test_secrets_of_githubs_own() -> None:
    reserved = {"secret": "GITHUB_MLFLOW"}
    tree = _model(train={"environment": {"KEY": reserved}}, registry={"type": "mlflow", "uri": reserved})
    tree["environments"] = {
        "dev": {"kubernetes": {"namespace": "birds", "cluster": {"type": "kubeconfig", "kubeconfig": reserved}}}
    }
    tree["connections"]["store"] = {"type": "s3", "bucket": "birds", "secret_access_key": reserved}
    assert {place for code, place in _codes(tree) if code == codes.RESERVED_SECRET.code} == {
        ("models", "rare", "train", "environment", "KEY", "secret"),
        ("models", "rare", "registry", "uri", "secret"),
        ("environments", "dev", "kubernetes", "cluster", "kubeconfig", "secret"),
        ("connections", "store", "secret_access_key", "secret"),
    }


def test_gpus_and_long_trainings_need_another_runner() -> None:
    tree = _model(train={"resources": {"gpu": {}}, "timeout": "8h"})
    assert [code for code, _place in _codes(tree)] == [codes.NO_GPU.code, codes.TOO_LONG.code]
    other = merged(tree, {"outputs": {"github": {"train_runs_on": "gpu"}}})
    assert not _codes(other)
    job = workflows(other)["train-rare"]["jobs"]["default"]
    assert job["runs-on"] == "gpu"
    assert job["timeout-minutes"] > 480


def test_retries_and_new_data_are_airflows() -> None:
    tree = _model(train={"retries": 3}, retrain={"on_data": True})
    assert [code for code, _place in _codes(tree)] == [codes.NO_RETRY.code, codes.NO_NEW_DATA.code]
    assert not _codes(merged(tree, {"outputs": {"airflow": {}}}))


def test_data_that_only_a_server_has() -> None:
    tree = deployed(datasets={"sightings": {"produced_by": "deployments.rare-api"}})
    assert _codes(tree) == [(codes.NO_DATA.code, ("models", "rare", "features", "dataset"))]


def test_the_examples_ask_for_nothing_else() -> None:
    assert not _codes(example("flight-delays"))
    assert not _codes(example("datasets-only"))


def test_pages_say_what_is_wrong_and_what_is_right() -> None:
    for code in codes.CODES:
        assert all(part in code.page for part in ("Why: ", "Example:", "Use instead"))
    assert len({code.code for code in codes.CODES}) == len(codes.CODES)
