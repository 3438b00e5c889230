"""A plain tree becomes a spec, or findings that say at which place what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.near import nearest
from opsgen.spec.compiled import validator
from opsgen.spec.engine import ValidationError
from opsgen.spec.shape import Shape, value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from opsgen.diagnostics import Path
    from opsgen.spec.explain import Found
    from opsgen.spec.root import Spec


def load(tree: dict[str, Any]) -> tuple[Spec | None, list[Found]]:
    """Validate a tree of plain values; every mistake in it is found in one go."""
    check, schema = validator()
    try:
        return check.validate_python(tree), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    return None, list(_findings(tree, details, Shape(schema)))


def _findings(tree: dict[str, Any], details: list[ErrorDetails], shape: Shape) -> Iterator[Found]:
    from opsgen.spec.explain import explain  # what is only for mistakes is not loaded without one

    misspelt = {_meant(shape, detail) for detail in details if detail["type"] == "extra_forbidden"}
    for detail in details:
        spot = shape.locate(detail["loc"])
        value = value_at(tree, spot.path)
        if detail["type"] == "missing" and spot.path in misspelt:
            continue  # it is there under a misspelt name, of which there is a message
        if spot.union and isinstance(value_at(tree, spot.union[0]), dict) != spot.union[1]:
            continue  # of a union only the branch that the value was meant for is worth a message
        yield explain(detail, spot, value, shape)


def _meant(shape: Shape, detail: ErrorDetails) -> Path:
    """Where an unknown key's value would be under the nearest valid name."""
    *parent, key = detail["loc"]
    spot = shape.locate(tuple(parent))
    return (*spot.path, nearest(str(key), shape.keys(spot.schema)) or "")
