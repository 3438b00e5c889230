from __future__ import annotations

import json

import pytest

from mutations import read
from opsgen.graph import EnvironmentGraph, tasks
from opsgen.graph.project import build
from opsgen.language.validate.load import load


@pytest.fixture(scope="module")
def graph() -> EnvironmentGraph:
    value = read("flight-delays")
    value["connections"]["store"] = {
        "type": "s3",
        "bucket": "store",
        "access_key_id": {"secret": "STORE_KEY_ID"},
        "secret_access_key": {"secret": "STORE_KEY"},
    }
    value["datasets"]["planes"]["source"]["connection"] = "store"
    value["datasets"]["scores"]["source"] = {"connection": "warehouse", "table": "scores"}
    value["datasets"]["requests"]["quality"] = [{"query": {"sql": "select * from scores"}}]
    spec, findings = load(value)
    assert spec is not None, findings
    return build("dev", spec, {"lake": "data", "year-of-data": 2013, "strict": True}, None)


def test_commands_name_the_spec_only_where_it_is_not_found_by_itself() -> None:
    found, named = tasks.Commands("opsgen.yaml", "dev"), tasks.Commands("ops/shop.yaml", "prod")
    assert found.check("flights", "planes") == ("opsgen", "check", "flights", "planes", "--env", "dev")
    assert named.pin() == ("opsgen", "pin", "--env", "prod", "--spec", "ops/shop.yaml")
    assert named.gate("delay") == ("opsgen", "gate", "delay", "--env", "prod", "--spec", "ops/shop.yaml")
    assert found.drift("delay-api") == ("opsgen", "drift", "delay-api", "--env", "dev")
    assert found.drift("delay-api", triggers=True)[-1] == "--trigger"


def test_every_command_is_told_the_environment_and_its_variables(graph: EnvironmentGraph) -> None:
    assert tasks.environment_variables(graph) == {
        "OPSGEN_ENV": "dev",
        "OPSGEN_PROJECT": "flight-delays",
        "OPSGEN_VAR_LAKE": "data",
        "OPSGEN_VAR_YEAR_OF_DATA": "2013",
        "OPSGEN_VAR_STRICT": "true",
    }


def test_a_model_s_commands_are_told_where_its_files_lie(graph: EnvironmentGraph) -> None:
    model = graph.spec.models["delay"]
    told = tasks.model_variables("delay", model, "/models")
    assert told["OPSGEN_ARTIFACTS"] == "/models/delay"
    assert told["OPSGEN_METRICS"] == "/models/delay/metrics.json"
    assert told["OPSGEN_SEED"] == "7"
    assert json.loads(told["OPSGEN_PARAMETERS"]) == {"max_iter": 200, "learning_rate": 0.1}
    assert tasks.model_variables("delay", model)["OPSGEN_METRICS"] == "artifacts/delay/metrics.json"


def test_a_model_s_commands_are_told_how_much_to_hold_out(graph: EnvironmentGraph) -> None:
    assert "OPSGEN_TEST_FRACTION" not in tasks.model_variables("delay", graph.spec.models["delay"])
    value = read("flight-delays")
    value["models"]["delay"]["features"]["test_fraction"] = 0.25
    spec, findings = load(value)
    assert spec is not None, findings
    assert tasks.model_variables("delay", spec.models["delay"])["OPSGEN_TEST_FRACTION"] == "0.25"


def test_credentials_are_those_of_the_connections_and_of_the_registry(graph: EnvironmentGraph) -> None:
    assert tasks.credentials(graph, ["flights", "planes"]) == ("STORE_KEY_ID", "STORE_KEY")
    assert tasks.credentials(graph, ["scores", "scores"], "delay") == ("WAREHOUSE_PASSWORD", "MLFLOW_TRACKING_URI")
    assert tasks.credentials(graph, ["flights"]) == ()


def test_a_check_reads_what_its_rules_compare_with(graph: EnvironmentGraph) -> None:
    assert tasks.judged_with(graph, "flights") == ("flights", "planes")
    assert tasks.judged_with(graph, "planes") == ("planes",)
    assert set(tasks.judged_with(graph, "requests")) == set(graph.datasets)


def test_a_batch_deployment_touches_what_it_reads_and_writes(graph: EnvironmentGraph) -> None:
    deployments = dict(graph.batch())
    assert tasks.touched(deployments["delay-batch"]) == ("flight_features", "scores")
