from __future__ import annotations

import pytest

from mutations import read
from opsgen.graph.project import EnvironmentGraph, Producer, build
from opsgen.language.validate.load import load


@pytest.fixture(scope="module")
def graph() -> EnvironmentGraph:
    spec, _ = load(read("flight-delays"))
    assert spec is not None
    return build("prod", spec, {"lake": "data"}, "ghcr.io/example/flight-delays:1.4.0")


def test_each_dataset_comes_after_those_that_it_is_made_from(graph: EnvironmentGraph) -> None:
    order = list(graph.datasets)
    assert sorted(order) == sorted(graph.spec.datasets)
    for name, node in graph.datasets.items():
        assert all(order.index(source) < order.index(name) for source in node.producer.inputs)


def test_who_makes_each_dataset(graph: EnvironmentGraph) -> None:
    producers = {name: (node.producer.kind, node.producer.deployment) for name, node in graph.datasets.items()}
    assert producers == {
        "planes": ("external", None),
        "flights": ("ingest", None),
        "flight_features": ("transform", None),
        "requests": ("online", "delay-api"),
        "scores": ("batch", "delay-batch"),
    }
    assert graph.datasets["flight_features"].producer.inputs == ("flights", "planes")
    assert graph.datasets["scores"].producer.inputs == ("flight_features",)


def test_who_is_made_from_each_dataset(graph: EnvironmentGraph) -> None:
    consumers = {name: node.consumers for name, node in graph.datasets.items() if node.consumers}
    assert consumers == {
        "planes": ("flight_features",),
        "flights": ("flight_features",),
        "flight_features": ("scores",),
    }


def test_owners_fall_back_to_the_project(graph: EnvironmentGraph) -> None:
    team = graph.team(graph.spec.datasets["scores"])
    assert team is not None
    assert team.email == "ml@example.com"
    spec, _ = load(read("datasets-only"))
    assert spec is not None
    spec.environments["default"] = graph.settings
    other = build("default", spec, {}, None)
    assert other.owner(spec.datasets["penguins"]) == "research"


def test_deployments_by_kind(graph: EnvironmentGraph) -> None:
    assert [name for name, _ in graph.online()] == ["delay-api"]
    assert [name for name, _ in graph.batch()] == ["delay-batch"]


def test_what_does_not_resolve_is_left_out() -> None:
    tree = read("flight-delays")
    tree["datasets"]["flight_features"]["transform"]["inputs"] = ["flights", "nowhere"]
    tree["datasets"]["requests"]["produced_by"] = "deployments.nowhere"
    spec, _ = load(tree)
    assert spec is not None
    graph = build("prod", spec, {}, None)
    assert list(graph.datasets) == [name for name in graph.datasets if name in tree["datasets"]]
    assert graph.datasets["requests"].producer == Producer("external")


def test_a_circle_keeps_the_order_of_the_spec() -> None:
    tree = read("flight-delays")
    tree["datasets"]["flights"]["transform"] = {"inputs": ["flight_features"], "sql": "x.sql"}
    del tree["datasets"]["flights"]["ingest"]
    spec, _ = load(tree)
    assert spec is not None
    assert list(build("prod", spec, {}, None).datasets) == list(tree["datasets"])


def test_a_quarantine_is_made_by_the_rules_of_another_dataset() -> None:
    tree = read("flight-delays")
    rule = {"not_null": {"column": "dest", "quarantine": "rejected", "max_rows": 5}}
    tree["datasets"] = {
        "again": {**tree["datasets"]["flights"], "transform": {"inputs": ["rejected"], "sql": "x.sql"}},
        "rejected": {**tree["datasets"]["flights"], "quality": []},
        **tree["datasets"],
    }
    del tree["datasets"]["again"]["ingest"], tree["datasets"]["rejected"]["ingest"]
    tree["datasets"]["flights"]["quality"] = [rule, {"length": {**rule["not_null"], "min": 3}}]
    spec, _ = load(tree)
    assert spec is not None
    graph = build("prod", spec, {}, None)
    assert graph.datasets["rejected"].producer == Producer("quarantine", inputs=("flights",))
    assert "rejected" in graph.datasets["flights"].consumers
    order = list(graph.datasets)
    assert order.index("flights") < order.index("rejected") < order.index("again")
    assert not graph.datasets["rejected"].is_staged
