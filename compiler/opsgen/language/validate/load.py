"""Validates a plain tree: gives a spec, or a finding for each mistake."""

from __future__ import annotations

from itertools import takewhile
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
    from opsgen.language.validate.shape import ShapeAt


_NAMED_PART = 2
"""How long the path of a dataset, model or deployment is."""


def load(tree: dict[str, Any]) -> tuple[Spec | None, list[Found]]:
    """Validate a tree of plain values and report every mistake at once."""
    check, schema = validator()
    try:
        return check.validate_python(tree), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    return None, list(findings(tree, details, Shape(schema)))


def findings(tree: dict[str, Any], details: list[ErrorDetails], shape: Shape) -> Iterator[Found]:
    """Explain pydantic's errors, each at its place of the tree."""
    from opsgen.language.validate.explain import explain, not_indented  # not imported for a valid spec

    shown, hidden = details[:MAX_PROBLEMS], details[MAX_PROBLEMS:]
    misspelt = {_meant(shape, detail) for detail in shown if detail["type"] == "extra_forbidden"}
    outdented: set[Path] = set()
    for detail in _missing_together(shown, shape, misspelt):
        spot = shape.locate(detail["loc"])
        value = value_at(tree, spot.path)
        if spot.path[:2] in outdented:
            continue
        if value is None and (keys := _outdented(tree, spot, shape)):
            outdented.update((*spot.path[:-1], key) for key in keys)
            yield not_indented(spot, keys)
            continue
        if spot.union and isinstance(value_at(tree, spot.union[0]), dict) != spot.union[1]:
            continue  # pydantic reports every branch of a union; only the intended one helps
        yield explain(detail, spot, value, shape)
    if hidden:
        message = f"this spec has more than {MAX_PROBLEMS:,} problems, and {len(hidden):,} of them are not shown"
        place = Place(shape.locate(hidden[0]["loc"]).path)
        yield TOO_MANY_PROBLEMS, Finding(place, message, ("fix what they have in common, then run lint again",))


def _outdented(tree: dict[str, Any], spot: ShapeAt, shape: Shape) -> list[str]:
    """The keys that follow an empty `orders:` in its own column, where they have to be indented to belong to it."""
    if len(spot.path) != _NAMED_PART or not spot.named:
        return []
    names = list(value_at(tree, spot.path[:-1]))
    keys = shape.keys(spot.schema)
    return list(takewhile(lambda name: name in keys, names[names.index(spot.path[-1]) + 1 :]))


def _missing_together(details: list[ErrorDetails], shape: Shape, misspelt: set[Path]) -> list[ErrorDetails]:
    """The errors, with the missing keys of each mapping merged into one error that lists them under `keys`."""
    joined: list[ErrorDetails] = []
    lacking: dict[tuple[str | int, ...], list[str]] = {}
    for detail in details:
        parent, key = detail["loc"][:-1], detail["loc"][-1:]
        if detail["type"] != "missing" or key == ("version",):
            joined.append(detail)
        elif shape.locate(detail["loc"]).path not in misspelt:  # otherwise the misspelled key is reported
            if parent not in lacking:
                lacking[parent] = []
                joined.append({**detail, "ctx": {"keys": lacking[parent]}})
            lacking[parent] += map(str, key)
    return joined


def _meant(shape: Shape, detail: ErrorDetails) -> Path:
    """The path that an unknown key's value would have under the valid key that is probably meant."""
    from opsgen.language.validate.synonyms import synonym

    *parent, key = detail["loc"]
    spot = shape.locate(tuple(parent))
    keys = shape.keys(spot.schema)
    return (*spot.path, synonym(str(key), keys) or nearest(str(key), keys) or "")
