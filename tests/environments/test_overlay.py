from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from mutations import SPECS, mutated, plain, trees
from opsgen.diagnostics.model import Place
from opsgen.environments.overlay import CopyOnWriteTree, Overlay, environment_names, overlay
from opsgen.source import load

SPEC = """\
version: 1
project: {name: flights, owner: ml, version: 1.4.0}
teams: {ml: {email: ml@example.com}}
environments:
  dev: {}
  prod:
    overrides:
      OVERRIDES
connections: {lake: {type: files, root: data}}
datasets:
  flights:
    tags: [gold]
    source: {connection: lake, path: flights.csv}
    columns: {origin: {type: string}}
deployments:
  api: {type: online, command: [serve], scaling: {min: 1, max: 3}}
"""


def apply(text: str, environment: str = "prod") -> Overlay:
    tree = load(Path("opsgen.yaml"), text=text.encode()).tree
    assert tree is not None
    return overlay(tree.value, tree.interpolations, environment)


def overridden(*overrides: str) -> Overlay:
    return apply(SPEC.replace("OVERRIDES", "\n      ".join(overrides)))


def messages(applied: Overlay) -> list[tuple[str, str]]:
    return [(code.code, finding.message) for code, finding in applied.findings]


def test_mappings_are_merged_by_key_and_anything_else_is_replaced() -> None:
    applied = overridden(
        "deployments.api: {scaling: {max: 30}, command: [serve, --fast]}", "datasets.flights.tags: [silver]"
    )
    assert applied.value["deployments"]["api"] == {
        "type": "online",
        "command": ["serve", "--fast"],
        "scaling": {"min": 1, "max": 30},
    }
    assert applied.value["datasets"]["flights"]["tags"] == ["silver"]
    assert applied.findings == []


def test_other_environments_stay_as_they_are() -> None:
    text = SPEC.replace("OVERRIDES", "deployments.api.scaling: {min: 3}")
    assert apply(text, "dev").value["deployments"]["api"]["scaling"] == {"min": 1, "max": 3}
    assert apply(text, "prod").value["deployments"]["api"]["scaling"] == {"min": 3, "max": 3}


def test_the_spec_itself_is_not_touched() -> None:
    tree = plain(SPEC.replace("OVERRIDES", "deployments.api.scaling: {min: 3}"))
    before = copy.deepcopy(tree)
    overlay(tree, [], "prod")
    assert tree == before


def test_a_key_that_is_left_out_can_be_given() -> None:
    applied = overridden("deployments.api.probes: {path: /ready}", "datasets.flights.columns: {dest: {type: string}}")
    assert applied.findings == []
    assert applied.value["deployments"]["api"]["probes"] == {"path": "/ready"}
    assert list(applied.value["datasets"]["flights"]["columns"]) == ["origin", "dest"]


def test_what_was_overridden_is_placed_where_it_was_written() -> None:
    applied = overridden("deployments.api: {scaling: {max: 30}}")
    scaling = ("deployments", "api", "scaling")
    source = ("environments", "prod", "overrides", "deployments.api", "scaling")
    assert applied.origin(Place((*scaling, "max"), part=(0, 1))) == Place((*source, "max"), part=(0, 1))
    assert applied.origin(Place((*scaling, "min"))) == Place((*scaling, "min"))
    assert applied.origin(Place(scaling, "key")) == Place(scaling, "key")


def test_what_stands_in_a_replaced_value_is_placed_there() -> None:
    applied = overridden("datasets.flights.tags: [a, b]")
    source = ("environments", "prod", "overrides", "datasets.flights.tags", 1)
    assert applied.origin(Place(("datasets", "flights", "tags", 1))).path == source


@pytest.mark.parametrize(
    ("override", "message", "marked"),
    [
        ("deployments.apo.scaling: {min: 3}", "there is no `apo` in `deployments`", "apo"),
        ("deployments.apo: {type: online}", "there is no `apo` in `deployments`", "apo"),
        ("deployment.api.scaling: {min: 3}", "there is no `deployment`", "deployment"),
        ("deployments.api.scalling.min: 3", "there is no `scalling` in `deployments.api`", "scalling"),
        (
            "datasets.flights.columns.orign: {type: string}",
            "there is no `orign` in `datasets.flights.columns`",
            "orign",
        ),
        ("datasets.flights.tags.0: silver", "`datasets.flights.tags` has no keys", "tags"),
        ("deployments.api.scaling.min.x: 3", "`deployments.api.scaling.min` has no keys", "min"),
    ],
)
def test_an_override_of_nothing_is_an_error(override: str, message: str, marked: str) -> None:
    [(code, finding)] = overridden(override).findings
    assert (code.code, finding.message) == ("VAR105", f"this overrides nothing: {message}")
    assert finding.place.at == "key"
    assert str(finding.place.path[-1])[slice(*finding.place.part or ())] == marked


@pytest.mark.parametrize(
    ("override", "fixed"),
    [
        ("version: 2", "version"),
        ("project.name: other", "project.name"),
        ("teams.ml.email: x@example.com", "teams"),
        ("environments.dev: {}", "environments"),
        ("variables: {}", "variables"),
    ],
)
def test_what_is_the_same_everywhere_cannot_be_overridden(override: str, fixed: str) -> None:
    applied = overridden(override)
    assert messages(applied) == [("VAR106", f"`{fixed}` is the same in every environment and cannot be overridden")]


def test_no_variable_can_stand_in_the_name_of_the_project() -> None:
    text = SPEC.replace("OVERRIDES", "{}").replace("name: flights", 'name: "${var.x}"')
    text += "variables: {x: {default: a}}\n"
    assert messages(apply(text)) == [
        ("VAR106", "`project.name` is the same in every environment, but variables can differ")
    ]


def test_later_overrides_see_earlier_ones() -> None:
    applied = overridden("deployments.api.scaling: {min: 2}", "deployments.api.scaling.min: 3")
    assert applied.value["deployments"]["api"]["scaling"] == {"min": 3, "max": 3}


@pytest.mark.parametrize(
    ("one", "other", "twice"),
    [
        ("deployments.api.scaling: {min: 2}", "deployments.api.scaling.min: 3", "deployments.api.scaling.min"),
        ("deployments.api: {port: 81}", "deployments: {api: {port: 82}}", "deployments.api.port"),
        ("deployments.api.probes: {path: /a}", "deployments.api.probes.path: /b", "deployments.api.probes.path"),
        ("datasets.flights.source.path: a", "datasets.flights.source: null", "datasets.flights.source"),
    ],
)
def test_what_is_overridden_twice_is_told_at_the_later_place(one: str, other: str, twice: str) -> None:
    applied = overridden(one, other)
    assert messages(applied) == [("VAR108", f"`{twice}` is overridden twice in this environment, and this one counts")]
    [(_, finding)] = applied.findings
    [(before, _)] = finding.related
    assert isinstance(before, Place)
    places = (before, finding.place)
    assert [place.path[3] for place in places] == [text.partition(":")[0] for text in (one, other)]


def test_parts_that_are_overridden_apart_are_not_told() -> None:
    overrides = ("deployments.api.scaling: {min: 2}", "deployments.api.scaling.max: 9", "deployments.api.port: 81")
    assert overridden(*overrides).findings == []


@pytest.mark.parametrize(
    ("environments", "names"),
    [("environments: {dev: {}, prod: {}}", ["dev", "prod"]), ("environments: {}", ["default"]), ("x: 1", ["default"])],
)
def test_a_spec_without_environments_has_one(environments: str, names: list[str]) -> None:
    assert environment_names(plain(environments)) == names


def test_that_one_has_only_defaults() -> None:
    assert apply("version: 1", "default").value == {"version": 1, "environments": {"default": {}}}


@given(trees)
def test_any_tree_can_be_overlaid(tree: dict[str, Any]) -> None:
    for name in environment_names(tree):
        assert isinstance(overlay(tree, [], name).value, dict)


@given(mutated())
def test_a_spoilt_spec_can_be_overlaid(tree: dict[str, Any]) -> None:
    for name in environment_names(tree):
        overlay(tree, [], name)


def test_the_examples_have_nothing_to_complain_of() -> None:
    for tree in SPECS:
        for name in environment_names(tree):
            assert overlay(tree, [], name).findings == []


def test_only_what_changes_is_copied() -> None:
    tree = {"a": {"b": [{"c": 1}, {"d": 2}]}, "x": {"y": 3}}
    draft = CopyOnWriteTree(tree)
    draft.set(("a", "b", 0, "c"), 9)
    draft.set(("a", "b", 0, "e"), 8)
    assert draft.root == {"a": {"b": [{"c": 9, "e": 8}, {"d": 2}]}, "x": {"y": 3}}
    assert tree == {"a": {"b": [{"c": 1}, {"d": 2}]}, "x": {"y": 3}}
    assert draft.root["x"] is tree["x"]
    assert draft.root["a"]["b"][1] is tree["a"]["b"][1]


def test_a_value_that_stands_in_two_places_changes_in_one() -> None:
    shared = {"min": 1}
    draft = CopyOnWriteTree({"one": shared, "two": shared})
    draft.set(("one", "min"), 2)
    assert draft.root == {"one": {"min": 2}, "two": {"min": 1}}
    draft.set(("two", "min"), 3)
    assert draft.root == {"one": {"min": 2}, "two": {"min": 3}}
