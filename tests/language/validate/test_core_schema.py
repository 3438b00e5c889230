"""What lint validates with, and the models that it is generated from, judge alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from pydantic_core import ValidationError

from mutations import CHANGES, SPECS, changed, mutated, paths, read, trees
from opsgen.language.root import Spec
from opsgen.language.validate import core_schema
from opsgen.language.validate.core_schema import Record, validator, written

if TYPE_CHECKING:
    from pydantic_core import SchemaValidator

MODELS: Any = Spec.__pydantic_validator__


def verdict(judge: SchemaValidator, tree: dict[str, Any]) -> object:
    """The values of a valid spec, or all errors of another one."""
    try:
        return as_values(judge.validate_python(tree))
    except ValidationError as error:
        return sorted(map(repr, error.errors(include_url=False, include_input=False)))


def as_values(part: Any) -> Any:
    """Models and what stands for them, as the mappings of their fields."""
    if isinstance(part, dict):
        return {key: as_values(value) for key, value in part.items()}
    if isinstance(part, list):
        return [as_values(value) for value in part]
    return (type(part).__name__, as_values(vars(part)), written(part)) if hasattr(part, "__dict__") else part


def agree(tree: dict[str, Any]) -> None:
    compiled_validator, _ = validator()
    assert verdict(compiled_validator, tree) == verdict(MODELS, tree)


def test_lint_does_not_use_the_models() -> None:
    judge, _ = validator()
    assert judge is not MODELS
    assert isinstance(judge.validate_python(SPECS[0]), Record)


@pytest.mark.parametrize("tree", SPECS)
def test_they_agree_on_good_specs(tree: dict[str, Any]) -> None:
    agree(tree)


@pytest.mark.parametrize("change", CHANGES)
def test_they_agree_on_each_mistake_in_each_place(change: str) -> None:
    tree = read("flight-delays")
    for path in paths(tree):
        agree(changed(tree, path, CHANGES[change]))


@given(mutated())
def test_they_agree_on_spoilt_specs(tree: dict[str, Any]) -> None:
    agree(tree)


@given(trees)
def test_they_agree_on_any_tree(tree: dict[str, Any]) -> None:
    agree(tree)


def test_the_models_stand_in_where_the_generated_schema_is_not_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_schema, "read", lambda: {"type": "unheard-of"})
    judge, schema = core_schema.validator.__wrapped__()
    assert judge is MODELS
    assert schema is Spec.__pydantic_core_schema__


def test_records_are_equal_where_their_fields_are() -> None:
    judge, _ = validator()
    one, same = judge.validate_python(SPECS[0]), judge.validate_python(SPECS[0])
    other = judge.validate_python(SPECS[1])
    assert one == same
    assert one != other
    assert repr(one.project).startswith("Project(name='flight-delays', description=")


def test_what_is_written_is_told_from_what_is_a_default() -> None:
    judge, _ = validator()
    scaling = judge.validate_python(SPECS[0]).deployments["delay-api"].scaling
    assert written(scaling) == {"min", "max", "cpu_utilization"}
    assert scaling.memory_utilization is None
