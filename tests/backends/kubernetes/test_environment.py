from __future__ import annotations

from typing import Any

import pytest

from backends.kubernetes.specs import EXPOSURE, JOB, MONITOR, manifests, merged, served, spec


def egress(tree: dict[str, Any], component: str = "count") -> list[int]:
    """The ports that a component may connect to anywhere."""
    rules = manifests(tree)[f"prod/{component}/network-policy.yaml"]["spec"]["egress"]
    return [port["port"] for rule in rules if "to" not in rule for port in rule["ports"]]


def clients(tree: dict[str, Any]) -> list[Any]:
    """Who may ask the server."""
    return [rule["from"] for rule in manifests(tree)["prod/api/network-policy.yaml"]["spec"]["ingress"]]


def namespace(name: str) -> dict[str, Any]:
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}


def test_the_namespace_is_restricted() -> None:
    labels = manifests(spec())["prod/namespace.yaml"]["metadata"]["labels"]
    for mode in ("enforce", "audit", "warn"):
        assert labels[f"pod-security.kubernetes.io/{mode}"] == "restricted"
        assert labels[f"pod-security.kubernetes.io/{mode}-version"] == "v1.34"


def test_nothing_passes_by_default() -> None:
    policy = manifests(spec())["prod/network-policy.yaml"]["spec"]
    assert policy == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"], "ingress": [], "egress": []}


def test_the_kustomization_lists_every_file() -> None:
    found = manifests(spec(deployments={"api": served()["deployments"]["api"] | {"monitor": MONITOR}, "count": JOB}))
    listed = found["prod/kustomization.yaml"]["resources"]
    others = ("prod/kustomization.yaml", "prod/pins/kustomization.yaml")
    assert [f"prod/{path}" for path in listed] == [path for path in found if path not in others]


def test_a_spec_with_datasets_only_has_its_namespace() -> None:
    assert list(manifests(spec())) == ["prod/kustomization.yaml", "prod/namespace.yaml", "prod/network-policy.yaml"]


def test_paths_are_those_of_the_output() -> None:
    tree = merged(spec(), {"outputs": {"kubernetes": {"path": "k8s/manifests"}}})
    assert "k8s/manifests/prod/namespace.yaml" in manifests(tree)


@pytest.mark.parametrize(
    ("connection", "ports"),
    [
        ({"type": "files", "root": "data"}, []),
        ({"type": "files", "root": "s3://birds"}, [443]),
        ({"type": "files", "root": "http://files.example.com:8000/birds"}, [8000]),
        ({"type": "s3", "bucket": "birds"}, [443]),
        ({"type": "s3", "bucket": "birds", "endpoint": "http://minio.storage:9000"}, [9000]),
        ({"type": "gcs", "bucket": "birds"}, [443]),
        ({"type": "abfs", "account": "birds", "container": "c"}, [443]),
        ({"type": "postgres", "host": "db.example.com", "port": 6432, "database": "b", "user": "u"}, [6432]),
        ({"type": "snowflake", "account": "a", "database": "b", "warehouse": "w", "user": "u"}, [443]),
        ({"type": "bigquery", "project": "p", "dataset": "d"}, [443]),
        ({"type": "trino", "host": "trino.example.com", "catalog": "c", "schema": "s", "user": "u"}, [443]),
        ({"type": "spark", "master": "spark://spark.example.com:7077"}, [7077]),
        ({"type": "spark"}, []),
        ({"type": "duckdb", "path": "birds.duckdb"}, []),
    ],
)
def test_a_job_may_only_ask_what_it_reads(connection: dict[str, Any], ports: list[int]) -> None:
    tree = spec(deployments={"count": {**JOB, "inputs": ["sightings"]}})
    tree["connections"]["lake"] = connection
    assert egress(tree) == ports


def test_pods_may_ask_for_names_and_for_the_credentials_of_their_role() -> None:
    tree = spec(deployments={"count": {**JOB, "inputs": ["sightings"]}})
    rules = manifests(tree)["prod/count/network-policy.yaml"]["spec"]["egress"]
    assert [port["port"] for port in rules[0]["ports"]] == [53, 53]
    assert rules[1]["to"] == [{"ipBlock": {"cidr": "169.254.170.23/32"}}]


def test_further_ports_can_be_opened() -> None:
    tree = merged(spec(deployments={"count": JOB}), {"outputs": {"kubernetes": {"egress_ports": [5000]}}})
    assert egress(tree) == [5000]


@pytest.mark.parametrize(
    ("uri", "ports"),
    [("http://mlflow.mlops:5000", [5000]), ("https://mlflow.example.com", [443]), ({"secret": "MLFLOW"}, [443])],
)
def test_the_registry_of_a_model_may_be_asked(uri: Any, ports: list[int]) -> None:
    tree = merged(served(model="rare"), {"models": {"rare": {"registry": {"type": "mlflow", "uri": uri}}}})
    assert egress(tree, "api") == ports


def test_a_server_is_asked_by_whom_it_is_exposed_to() -> None:
    prometheus = [namespace("monitoring")]
    assert clients(served()) == [[{"podSelector": {}}], prometheus]
    assert clients(served(exposure=EXPOSURE)) == [[namespace("gateway-system")], prometheus]
    assert clients(served(exposure=EXPOSURE | {"gateway": "infra/public"})) == [[namespace("infra")], prometheus]
    assert clients(served(exposure=EXPOSURE | {"type": "ingress"})) == [[namespace("ingress-nginx")], prometheus]
    options = {"ingress_namespace": "edge", "monitoring_namespace": "observability"}
    tree = merged(served(exposure=EXPOSURE), {"outputs": {"kubernetes": options}})
    assert clients(tree) == [[namespace("edge")], [namespace("observability")]]


def in_pods(**parts: Any) -> dict[str, Any]:
    """A spec whose Airflow tasks run in pods."""
    return merged(served(**parts), {"environments": {"prod": {"runner": "kubernetes"}}, "outputs": {"airflow": {}}})


def test_the_pods_of_airflow_may_reach_all_data() -> None:
    policy = manifests(in_pods())["prod/tasks/network-policy.yaml"]["spec"]
    assert policy["podSelector"] == {
        "matchLabels": {"app.kubernetes.io/part-of": "birds"},
        "matchExpressions": [{"key": "app.kubernetes.io/component", "operator": "NotIn", "values": ["server"]}],
    }
    assert {"ports": [{"port": 443, "protocol": "TCP"}]} in policy["egress"]


def test_a_server_without_a_model_needs_no_volume() -> None:
    pod = manifests(in_pods())["prod/api/deployment.yaml"]["spec"]["template"]["spec"]
    assert [volume["name"] for volume in pod["volumes"]] == ["tmp"]


def test_where_tasks_are_processes_nothing_is_made_for_them() -> None:
    found = manifests(merged(served(model="rare"), {"outputs": {"airflow": {}}}))
    assert not [path for path in found if path.startswith("prod/tasks/")]
    assert found["prod/api/config-map.yaml"]["data"]["OPSGEN_ARTIFACTS"] == "/models/rare"
