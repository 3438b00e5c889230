"""Every name of another part of the spec is found, at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest

from mutations import changed, paths, put, read
from opsgen.graph.references import Kind, column_uses, references
from opsgen.language.validate.load import load
from opsgen.language.validate.shape import value_at

if TYPE_CHECKING:
    from opsgen.diagnostics.model import Path
    from opsgen.language.root import Spec

SECTIONS = {
    "teams": "team",
    "connections": "connection",
    "datasets": "dataset",
    "models": "model",
    "deployments": "deployment",
}
KINDS: tuple[Kind, ...] = get_args(Kind)


def spec_of(tree: dict[str, Any]) -> Spec:
    spec, found = load(tree)
    assert spec is not None, found
    return spec


def tree() -> dict[str, Any]:
    """The example, with every kind of reference that the language has."""
    tree = read("flight-delays")
    tree["datasets"]["flights"]["quality"] += [
        {"references": {"column": "tailnum", "to": "planes.tailnum"}},
        {"range": {"column": "distance", "min": 1}},
        {"freshness": {"column": "time_hour", "max_age": "1d"}},
    ]
    tree["datasets"]["flights"]["freshness"]["column"] = "time_hour"
    tree["models"]["delay"]["features"]["time_column"] = "hour"
    tree["models"]["delay"]["evaluate"][0]["slice"] = "carrier"
    return tree


def written(tree: dict[str, Any], path: Path, part: tuple[int, int] | None) -> str:
    text = value_at(tree, path)
    if text is None and path[-1] == "to":
        text = value_at(tree, path[:-1])  # the short form of `references`
    assert isinstance(text, str)
    return text[slice(*part)] if part else text


@pytest.mark.parametrize("kind", KINDS)
def test_a_reference_stands_where_its_name_is_written(kind: Kind) -> None:
    found = list(references(spec_of(tree()), kind))
    assert found
    for reference in found:
        assert reference.kind == kind
        assert written(tree(), reference.path, reference.part) == reference.name


def test_a_column_stands_where_its_name_is_written() -> None:
    found = list(column_uses(spec_of(tree())))
    assert found
    for use in found:
        assert written(tree(), use.path, use.part) == use.column


@pytest.mark.parametrize("section", ["teams", "connections", "datasets", "models", "deployments"])
def test_no_reference_is_overlooked(section: str) -> None:
    """Whatever text of the spec is the name of a part, whole and nothing else, is a reference to it."""
    spec, names = spec_of(tree()), tree()[section]
    known = {reference.path for kind in KINDS for reference in references(spec, kind)}
    known |= {use.path for use in column_uses(spec)}
    texts = {path for path in paths(tree()) if isinstance(name := value_at(tree(), path), str) and name in names}
    assert texts - known == set()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("project", "owner"), "team"),
        (("environments", "prod", "approval", "reviewers", 1), "team"),
        (("datasets", "planes", "owner"), "team"),
        (("models", "delay", "owner"), "team"),
        (("deployments", "delay-api", "owner"), "team"),
        (("datasets", "planes", "source", "connection"), "connection"),
        (("datasets", "flight_features", "transform", "inputs", 1), "dataset"),
        (("models", "delay", "features", "dataset"), "dataset"),
        (("deployments", "delay-api", "monitor", "reference"), "dataset"),
        (("deployments", "delay-api", "monitor", "current"), "dataset"),
        (("deployments", "delay-batch", "inputs", 0), "dataset"),
        (("deployments", "delay-batch", "output"), "dataset"),
        (("deployments", "delay-batch", "model"), "model"),
    ],
)
def test_each_place_of_the_language_that_names_a_part_is_known(path: Path, kind: Kind) -> None:
    spec = spec_of(changed(tree(), path, put("somewhere-else")))
    assert [reference.path for reference in references(spec, kind) if reference.name == "somewhere-else"] == [path]


@pytest.mark.parametrize(
    ("path", "datasets"),
    [
        (("datasets", "flights", "freshness", "column"), ["flights"]),
        (("datasets", "flights", "quality", 1, "unique", "columns", 2), ["flights"]),
        (("datasets", "flights", "quality", 2, "not_null", "column"), ["flights"]),
        (("datasets", "flights", "quality", 4, "references", "column"), ["flights"]),
        (("models", "delay", "features", "label"), ["flight_features"]),
        (("models", "delay", "features", "time_column"), ["flight_features"]),
        (("models", "delay", "features", "columns", 3), ["flight_features"]),
        (("models", "delay", "evaluate", 0, "slice"), ["flight_features"]),
        (("deployments", "delay-api", "monitor", "drift", 0, "columns", 1), ["flight_features", "requests"]),
        (("deployments", "delay-api", "monitor", "drift", 1, "column"), ["flight_features", "requests"]),
    ],
)
def test_each_place_of_the_language_that_names_a_column_is_known(path: Path, datasets: list[str]) -> None:
    spec = spec_of(changed(tree(), path, put("elsewhere")))
    found = [use for use in column_uses(spec) if use.column == "elsewhere"]
    assert [(use.path, use.dataset) for use in found] == [(path, dataset) for dataset in datasets]


@pytest.mark.parametrize(
    "path",
    [
        ("datasets", "flights", "columns", "tailnum", "references", "to"),
        ("datasets", "flights", "quality", 4, "references", "to"),
    ],
)
def test_a_column_of_another_dataset_is_two_references(path: Path) -> None:
    spec = spec_of(changed(tree(), path, put("elsewhere.some.column")))
    [reference] = [each for each in references(spec, "dataset") if each.name == "elsewhere"]
    [use] = [each for each in column_uses(spec) if each.dataset == "elsewhere"]
    assert (reference.path, reference.part) == (path, (0, 9))
    assert (use.path, use.column, use.part) == (path, "some.column", (10, 21))
