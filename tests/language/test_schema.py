"""The published JSON Schema, as editors use it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mutations import CHANGES, SPECS, changed, paths, plain, read
from opsgen.generate import __main__ as generate
from opsgen.language.validate.load import load

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "checks"
STRUCTURAL = {"LNG101", "LNG102", "LNG103", "LNG104", "LNG105", "LNG106", "LNG110", "LNG111"}
"""The codes of mistakes that a JSON Schema can express."""


@cache
def schema() -> Draft202012Validator:
    published = json.loads((ROOT / "schemas" / "opsgen.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(published)
    return Draft202012Validator(published)


def test_what_is_generated_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    # The package under test may be an installed one, whose files are not the checkout's.
    monkeypatch.setattr(generate, "CHECKOUT", Path(__file__).parents[2])
    assert generate.main(["--check"]) == 0


@pytest.mark.parametrize("tree", SPECS)
def test_the_examples_are_valid(tree: dict[str, Any]) -> None:
    assert [error.message for error in schema().iter_errors(tree)] == []


GOOD = sorted(folder.name for folder in FIXTURES.glob("[LPRV]*"))


@pytest.mark.parametrize("code", GOOD)
def test_good_specs_are_valid(code: str) -> None:
    folder = FIXTURES / code
    assert schema().is_valid(plain((folder / "good.opsgen.yaml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("code", sorted(STRUCTURAL - {"LNG111"}))
def test_mistakes_of_structure_are_seen_by_editors(code: str) -> None:
    assert not schema().is_valid(plain((FIXTURES / code / "bad.opsgen.yaml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("change", sorted(set(CHANGES) - {"a number", "the largest number"}))
def test_schema_and_language_agree_on_structure_in_each_place(change: str) -> None:
    tree = read("flight-delays")
    for path in paths(tree):
        spoilt = changed(tree, path, CHANGES[change])
        _, found = load(spoilt)
        if not found or {code.code for code, _ in found} & STRUCTURAL:
            assert schema().is_valid(spoilt) == (not found), path


def test_editors_ask_for_quotes_where_a_number_is_meant_as_text() -> None:
    tree = changed(read("flight-delays"), ("teams", "ml", "slack"), lambda team, key: team.update({key: 7}))
    assert load(tree)[1] == []
    assert not schema().is_valid(tree)


@pytest.mark.parametrize(
    ("value", "valid"),
    [("${var.x}", True), ("${var.x}${var.y}", True), ("three", False), ("${vars.x}", False), (0, False)],
)
def test_editors_let_variables_stand_for_numbers(value: object, valid: bool) -> None:
    tree = read("flight-delays")
    tree["deployments"]["delay-api"]["scaling"]["min"] = value
    assert schema().is_valid(tree) == valid


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("datasets", "flights", "retention"), "${var.days}d"),
        (("datasets", "flights", "columns", "origin", "required"), "${var.strict}"),
        (("deployments", "delay-api", "rollout", "strategy"), "${var.strategy}"),
        (("deployments", "delay-api", "exposure", "host"), "delays.${var.domain}"),
    ],
)
def test_editors_let_variables_stand_in_other_values(path: tuple[str, ...], value: str) -> None:
    tree = read("flight-delays")
    *parents, key = path
    part = tree
    for step in parents:
        part = part[step]
    part[key] = value
    assert schema().is_valid(tree)


def test_a_spec_may_have_its_datasets_in_files_that_it_includes() -> None:
    part = read("flight-delays")
    tree = {key: part.pop(key) for key in ("version", "project")}
    assert schema().is_valid(part)
    assert not schema().is_valid(tree)
    assert schema().is_valid(tree | {"include": ["datasets/*.yaml"]})


def test_every_key_is_described() -> None:
    contents = schema().schema
    definitions = {"Spec": contents, **contents["$defs"]}
    bare = {
        f"{name}.{key}"
        for name, definition in definitions.items()
        for key, property_ in definition.get("properties", {}).items()
        if "description" not in property_ and not described_by_reference(property_, contents["$defs"]) and key != "type"
    }
    assert bare == set()


def described_by_reference(property_: dict[str, Any], definitions: dict[str, Any]) -> bool:
    """Whether what the key leads to has a description of its own."""
    branches = [property_, *property_.get("anyOf", []), *property_.get("oneOf", [])]
    names = [branch["$ref"].rpartition("/")[2] for branch in branches if "$ref" in branch]
    return any("description" in definitions[name] for name in names if name != "Reference")
