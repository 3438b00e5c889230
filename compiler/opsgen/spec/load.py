"""A plain tree becomes a spec, or findings that say at which place what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import ValidationError

from opsgen.diagnostics import Code, Finding, Place
from opsgen.near import did_you_mean, listed, nearest
from opsgen.spec import codes
from opsgen.spec.compiled import validator
from opsgen.spec.shape import Shape, Spot, noun, value_at
from opsgen.spec.values import kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic_core import ErrorDetails

    from opsgen.diagnostics import Path
    from opsgen.spec.root import Spec

Found = tuple[Code, Finding]


def load(tree: dict[str, Any]) -> tuple[Spec | None, list[Found]]:
    """Validate a tree of plain values; every mistake in it is found in one go."""
    check, schema = validator()
    try:
        return check.validate_python(tree), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    return None, list(_findings(tree, details, Shape(schema)))


def _findings(tree: dict[str, Any], details: list[ErrorDetails], shape: Shape) -> Iterator[Found]:
    misspelt = {_meant(shape, detail) for detail in details if detail["type"] == "extra_forbidden"}
    for detail in details:
        spot = shape.locate(detail["loc"])
        value = value_at(tree, spot.path)
        if detail["type"] == "missing" and spot.path in misspelt:
            continue  # it is there under a misspelt name, of which there is a message
        if spot.union and isinstance(value_at(tree, spot.union[0]), dict) != spot.union[1]:
            continue  # of a union only the branch that the value was meant for is worth a message
        explain = _EXPLAIN.get(detail["type"], _other)
        yield explain(detail, spot, value, shape)


def _meant(shape: Shape, detail: ErrorDetails) -> Path:
    """Where an unknown key's value would be under the nearest valid name."""
    *parent, key = detail["loc"]
    spot = shape.locate(tuple(parent))
    return (*spot.path, nearest(str(key), shape.keys(spot.schema)) or "")


def _unknown_key(_detail: ErrorDetails, spot: Spot, _value: object, shape: Shape) -> Found:
    parent = shape.locate(_detail["loc"][:-1])
    keys, key = shape.keys(parent.schema), str(spot.path[-1])
    help_ = did_you_mean(key, keys) or (f"its keys are {listed(keys, most=30)}",)
    return codes.UNKNOWN_KEY, Finding(Place(spot.path, "key"), f"`{key}` is not a key of {noun(parent.schema)}", help_)


def _missing(detail: ErrorDetails, spot: Spot, _value: object, shape: Shape) -> Found:
    if spot.path == ("version",):
        return codes.BAD_VERSION, Finding(Place(()), "the spec does not say its version", ("write `version: 1` first",))
    parent = shape.locate(detail["loc"][:-1])
    place = Place(parent.path, "key" if parent.path and isinstance(parent.path[-1], str) else "value")
    return codes.MISSING_KEY, Finding(place, f"`{spot.path[-1]}` is missing in {noun(parent.schema)}")


def _wrong_type(expected: str) -> Callable[[ErrorDetails, Spot, object, Shape], Found]:
    def explain(_detail: ErrorDetails, spot: Spot, value: object, _shape: Shape) -> Found:
        help_ = ("put it in quotes to make it text",) if expected == "text" and isinstance(value, bool | None) else ()
        where = Place(spot.path, "key" if spot.at_key else "value")
        return codes.WRONG_TYPE, Finding(where, f"expected {expected}, found {_shown(value)}", help_)

    return explain


def _shown(value: object) -> str:
    if isinstance(value, dict | list | None):
        return kind(value)
    text = str(value).lower() if isinstance(value, bool) else getattr(value, "text", None) or str(value)
    return f"{kind(value)} `{text[:60]}`" if "\n" not in text[:60] else kind(value)


def _not_allowed(_detail: ErrorDetails, spot: Spot, value: object, _shape: Shape) -> Found:
    allowed = [str(option) for option in spot.schema.get("expected", ())]
    if spot.path == ("version",):
        return codes.BAD_VERSION, Finding(
            Place(spot.path), "this version of the language is not known", ("write `version: 1`",)
        )
    return codes.UNKNOWN_VALUE, Finding(
        Place(spot.path), f"{_shown(value)} is not allowed here", _choices(value, allowed)
    )


def _choices(value: object, allowed: list[str]) -> tuple[str, ...]:
    near = did_you_mean(value, allowed) if isinstance(value, str) else ()
    return (*near, f"it must be {listed(allowed, most=30)}")


def _unknown_tag(_detail: ErrorDetails, spot: Spot, value: object, _shape: Shape) -> Found:
    allowed = [str(tag) for tag in spot.schema["choices"]]
    tag = value.get("type") if isinstance(value, dict) else value
    place = Place((*spot.path, "type"))
    return codes.UNKNOWN_VALUE, Finding(place, f"{_shown(tag)} is not allowed here", _choices(tag, allowed))


def _missing_tag(_detail: ErrorDetails, spot: Spot, _value: object, _shape: Shape) -> Found:
    allowed = [str(tag) for tag in spot.schema["choices"]]
    return codes.MISSING_KEY, Finding(Place(spot.path, "key"), "`type` is missing here", (f"it is {listed(allowed)}",))


_LIMITS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def _out_of_range(detail: ErrorDetails, spot: Spot, value: object, _shape: Shape) -> Found:
    limits = " and ".join(f"{_LIMITS[key]} {limit:g}" for key, limit in detail.get("ctx", {}).items() if key in _LIMITS)
    return codes.OUT_OF_RANGE, Finding(Place(spot.path), f"{_shown(value)} is out of range: it must be {limits}")


def _too_short(detail: ErrorDetails, spot: Spot, value: object, _shape: Shape) -> Found:
    least = detail["ctx"]["min_length"]
    message = f"this needs at least {least} item{'s' if least > 1 else ''} and has {detail['ctx']['actual_length']}"
    return codes.TOO_FEW, Finding(Place(spot.path, "key" if isinstance(value, dict) else "value"), message)


def _other(detail: ErrorDetails, spot: Spot, _value: object, _shape: Shape) -> Found:
    """A function of `values.py` refused the value: the error's type is the code."""
    code = codes.BY_CODE.get(detail["type"], codes.BAD_VALUE)
    return code, Finding(Place(spot.path, "key" if spot.at_key else "value"), detail["msg"])


def _no_mapping(detail: ErrorDetails, spot: Spot, value: object, shape: Shape) -> Found:
    if spot.schema.get("model_name") == "SecretReference" and isinstance(value, str | int | float):
        message = f"`{spot.path[-1]}` takes the name of a secret, and this is not one"
        help_ = (f"write `{spot.path[-1]}: {{secret: NAME}}`", "if this is the secret itself, revoke it")
        return codes.PLAIN_SECRET, Finding(Place(spot.path), message, help_, secret=True)
    return _wrong_type("a mapping")(detail, spot, value, shape)


_LIST = _wrong_type("a list")
_WHOLE, _NUMBER, _BOOL = _wrong_type("a whole number"), _wrong_type("a number"), _wrong_type("true or false")

_EXPLAIN: dict[str, Callable[[ErrorDetails, Spot, Any, Shape], Found]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "model_type": _no_mapping,
    "model_attributes_type": _no_mapping,
    "dict_type": _no_mapping,
    "list_type": _LIST,
    "string_type": _wrong_type("text"),
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "bool_type": _BOOL,
    "literal_error": _not_allowed,
    "union_tag_invalid": _unknown_tag,
    "union_tag_not_found": _missing_tag,
    "greater_than_equal": _out_of_range,
    "greater_than": _out_of_range,
    "less_than_equal": _out_of_range,
    "less_than": _out_of_range,
    "too_short": _too_short,
}
