from __future__ import annotations

from typing import Any

from hypothesis import given

from mutations import SPECS, mutated, plain, trees
from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.language.validate.core_schema import written
from opsgen.language.validate.partial import PartialSpec, validate_partially
from opsgen.language.validate.shape import value_at
from opsgen.source.limits import MAX_PROBLEMS

CODE = Code("REF103", "unknown-dataset", "")
SPEC = """\
version: 1
project: {name: flights, owner: ml}
connections: {lake: {type: files, root: data}}
datasets:
  flights:
    source: {connection: lake, path: flights.csv}
    columns: {origin: {type: strin}, distance: {type: integer}}
    quality:
      - row_cuont: {min: 1}
      - mean: {column: distance, mim: 1}
      - not_null: {column: distance}
  planes:
    columns: {tailnum: {type: string}}
  features:
    source: {connection: lake, path: features.parquet}
    transform: {inputs: [flights, planes, fligths], sql: features.sql}
    columns: {distance: {type: integer}}
"""


def rest_of(text: str) -> PartialSpec:
    rest = validate_partially(plain(text))
    assert rest is not None
    return rest


def sound(rest: PartialSpec, *places: Place) -> list[Place]:
    return [finding.place for _, finding in rest.sound((CODE, Finding(place, "something")) for place in places)]


def test_what_is_invalid_is_taken_out_and_nothing_else() -> None:
    rest = rest_of(SPEC)
    assert list(rest.spec.datasets) == ["flights", "features"]
    assert list(rest.spec.datasets["flights"].columns) == ["distance"]
    assert rest.removed == {
        ("datasets", "planes"),
        ("datasets", "flights", "columns", "origin", "type"),
        ("datasets", "flights", "columns", "origin"),
        ("datasets", "flights", "quality", 0, "row_cuont"),
        ("datasets", "flights", "quality", 0),
        ("datasets", "flights", "quality", 1, "mean", "mim"),
    }


def test_places_behind_a_missing_item_are_found_in_the_whole() -> None:
    rest = rest_of(SPEC)
    assert rest.spec.datasets["flights"].quality[1].not_null is not None
    place = Place(("datasets", "flights", "quality", 1, "not_null", "column"), part=(0, 1))
    assert rest.origin(place) == Place(("datasets", "flights", "quality", 2, "not_null", "column"), part=(0, 1))


def test_a_name_of_what_was_taken_out_is_not_unknown() -> None:
    inputs = ("datasets", "features", "transform", "inputs")
    misspelt = Place((*inputs, 2))
    assert sound(rest_of(SPEC), Place((*inputs, 1)), misspelt) == [misspelt]


def test_a_reference_in_its_short_form_to_a_removed_dataset_is_not_unknown() -> None:
    spec = SPEC.replace("origin: {type: strin}", "tailnum: {type: string, references: planes.tailnum}")
    to = ("datasets", "flights", "columns", "tailnum", "references", "to")
    assert sound(rest_of(spec), Place(to, part=(0, len("planes")))) == []


def test_what_lacks_something_that_was_taken_out_is_no_finding() -> None:
    assert sound(rest_of(SPEC), Place(("datasets", "flights", "quality", 0, "mean"), "key")) == []


def test_the_project_and_the_version_need_not_be_valid() -> None:
    rest = rest_of(SPEC.replace("version: 1", "version: 2").replace("owner: ml", "onwer: ml"))
    assert list(rest.spec.datasets) == ["flights", "features"]
    assert sound(rest, Place(("project", "owner"))) == []


def test_nothing_is_said_where_a_section_is_invalid() -> None:
    assert validate_partially(plain(SPEC.replace("{lake: {type: files, root: data}}", "[lake]"))) is None


def test_a_valid_spec_stays_whole() -> None:
    for tree in SPECS:
        rest = validate_partially(tree)
        assert rest is not None
        assert rest.removed == frozenset()


@given(mutated())
def test_what_is_left_stands_where_it_stood(tree: dict[str, Any]) -> None:
    rest = validate_partially(tree)
    for name, dataset in rest.spec.datasets.items() if rest else ():
        for index, rule in enumerate(dataset.quality):
            origin = rest.origin(Place(("datasets", name, "quality", index))).path if rest else ()
            assert value_at(tree, origin).keys() == written(rule)


@given(trees)
def test_any_tree_is_salvaged_or_left(tree: dict[str, Any]) -> None:
    rest = validate_partially(tree)
    assert rest is None or rest.spec.datasets


def test_nothing_is_looked_for_in_what_holds_more_mistakes_than_are_told():
    tree = plain(SPEC)
    tree["datasets"]["flights"] |= dict.fromkeys(map(str, range(MAX_PROBLEMS)), 1)
    assert validate_partially(tree) is None
