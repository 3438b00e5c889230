"""A plain tree becomes a spec, or findings that say at which place what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.diagnostics.model import Finding, Place
from opsgen.diagnostics.suggest import nearest
from opsgen.language.validate.core_schema import validator
from opsgen.language.validate.pydantic_core import ValidationError
from opsgen.language.validate.shape import Shape, value_at
from opsgen.source.codes import TOO_MANY_PROBLEMS
from opsgen.source.limits import MAX_PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from opsgen.diagnostics.model import Path
    from opsgen.language.root import Spec
    from opsgen.language.validate.explain import Found


def load(tree: dict[str, Any]) -> tuple[Spec | None, list[Found]]:
    """Validate a tree of plain values; every mistake in it is found in one go."""
    check, schema = validator()
    try:
        return check.validate_python(tree), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    return None, list(_findings(tree, details, Shape(schema)))


def _findings(tree: dict[str, Any], details: list[ErrorDetails], shape: Shape) -> Iterator[Found]:
    from opsgen.language.validate.explain import explain  # what is only for mistakes is not loaded without one

    told, untold = details[:MAX_PROBLEMS], details[MAX_PROBLEMS:]
    misspelt = {_meant(shape, detail) for detail in told if detail["type"] == "extra_forbidden"}
    for detail in _missing_together(told, shape, misspelt):
        spot = shape.locate(detail["loc"])
        value = value_at(tree, spot.path)
        if spot.union and isinstance(value_at(tree, spot.union[0]), dict) != spot.union[1]:
            continue  # of a union only the branch that the value was meant for is worth a message
        yield explain(detail, spot, value, shape)
    if untold:
        message = f"this spec has more than {MAX_PROBLEMS:,} problems, and {len(untold):,} of them are not shown"
        place = Place(shape.locate(untold[0]["loc"]).path)
        yield TOO_MANY_PROBLEMS, Finding(place, message, ("mend what they have in common, then look again",))


def _missing_together(details: list[ErrorDetails], shape: Shape, misspelt: set[Path]) -> list[ErrorDetails]:
    """The errors, those of all keys that one mapping lacks as one, which names them under `keys`."""
    told: list[ErrorDetails] = []
    lacking: dict[tuple[str | int, ...], list[str]] = {}
    for detail in details:
        parent, key = detail["loc"][:-1], detail["loc"][-1:]
        if detail["type"] != "missing" or key == ("version",):
            told.append(detail)
        elif shape.locate(detail["loc"]).path not in misspelt:  # else there is a message of the misspelt name
            if parent not in lacking:
                lacking[parent] = []
                told.append({**detail, "ctx": {"keys": lacking[parent]}})
            lacking[parent] += map(str, key)
    return told


def _meant(shape: Shape, detail: ErrorDetails) -> Path:
    """Where an unknown key's value would be under the valid name that is meant."""
    from opsgen.language.validate.synonyms import synonym

    *parent, key = detail["loc"]
    spot = shape.locate(tuple(parent))
    keys = shape.keys(spot.schema)
    return (*spot.path, synonym(str(key), keys) or nearest(str(key), keys) or "")
