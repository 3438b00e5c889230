"""Turns pydantic's errors into findings: a code, a place, and how to fix it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import did_you_mean, listed, rename, write
from opsgen.language.validate import codes, repairs
from opsgen.language.validate.coercions import retyped
from opsgen.language.validate.shape import noun
from opsgen.language.validate.synonyms import synonym
from opsgen.language.values import kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import ErrorDetails

    from opsgen.diagnostics.model import Repair
    from opsgen.language.validate.core_schema import CoreSchema
    from opsgen.language.validate.shape import Shape, ShapeAt

    Explanation: TypeAlias = Callable[[ErrorDetails, ShapeAt, Any, Shape], "Found"]

Found: TypeAlias = tuple[Code, Finding]


def explain(detail: ErrorDetails, spot: ShapeAt, value: object, shape: Shape) -> Found:
    """The finding for one of pydantic's errors, at a spot of the spec where there is this value."""
    explanation: Explanation = _EXPLAIN.get(detail["type"]) or _refused
    return explanation(detail, spot, value, shape)


def not_indented(spot: ShapeAt, keys: list[str]) -> Found:
    """The finding for keys that are written below an empty name, in the same column as the name."""
    *others, last = (f"`{key}`" for key in keys)
    named, verb, them = (f"{', '.join(others)} and {last}", "belong", "them") if others else (last, "belongs", "it")
    name = spot.path[-1]
    place = Place((*spot.path[:-1], keys[0]), "key")
    message = f"unexpected indentation: {named} {verb} inside `{name}`"
    return codes.WRONG_TYPE, Finding(place, message, (f"indent {them} deeper than `{name}`",))


def explains(detail: ErrorDetails) -> bool:
    """Whether the error is one of the language. Models of other packages can raise any that pydantic has."""
    return detail["type"] in _EXPLAIN or detail["type"] in codes.BY_CODE


def _unknown_key(detail: ErrorDetails, spot: ShapeAt, value: object, shape: Shape) -> Found:
    parent = shape.locate(detail["loc"][:-1])
    keys, key, place = shape.keys(parent.schema), str(spot.path[-1]), Place(spot.path, "key")
    near, repair = _meant(place, key, keys)
    if near and key in _COUNTS and not isinstance(value, bool | dict):
        near, repair = (f"write `{synonym(key, keys)}: true`",), None
    if homes := shape.homes(parent.schema, key):
        near, repair = (f"it belongs under {listed(homes)}",), None
    if parent.schema.get("model_name") == "NestedField" and key in _OF_COLUMNS:
        near, repair = (_OF_COLUMNS[key],), None
    if key == "quarantine" and "severity" in keys:
        near, repair = (_QUARANTINE,), None
    help_ = near or (f"its keys are {listed(keys, most=30)}",)
    return codes.UNKNOWN_KEY, Finding(place, f"`{key}` is not a key of {_kind_of(parent)}", help_, repair=repair)


def _missing_key(detail: ErrorDetails, spot: ShapeAt, _value: object, shape: Shape) -> Found:
    if spot.path == ("version",):
        message = "the spec has no `version`"
        return codes.BAD_VERSION, Finding(Place(()), message, ("start the spec with `version: 1`",))
    parent = shape.locate(detail["loc"][:-1])
    *others, last = (f"`{key}`" for key in detail["ctx"]["keys"])
    missing = f"{', '.join(others)} and {last} are" if others else f"{last} is"
    return codes.MISSING_KEY, Finding(_start(parent), f"{missing} missing in {_called(parent)}")


def _missing_tag(_detail: ErrorDetails, spot: ShapeAt, _value: object, _shape: Shape) -> Found:
    help_ = (f"it is {listed(spot.schema['choices'])}",)
    return codes.MISSING_KEY, Finding(_start(spot), f"`type` is missing in {_called(spot)}", help_)


def _wrong_type(expected: str) -> Explanation:
    def wrong_type(detail: ErrorDetails, spot: ShapeAt, value: object, shape: Shape) -> Found:
        help_ = _nothing(spot) if value is None else retyped(expected, spot, value, shape)
        place, repair = _place(spot), None
        if expected == "a list":
            repair = repairs.as_list(place, value, shape.locate((*detail["loc"], 0)).schema)
        elif expected != "a mapping":
            repair = repairs.retyped(expected, place, value)
        found = f"the text {_shown(value)}" if isinstance(value, str) and "\n" not in value else _shown(value)
        message = f"expected {expected}, found {found}"
        return codes.WRONG_TYPE, Finding(place, message, help_ or _does(repair), repair=repair)

    return wrong_type


def _no_mapping(detail: ErrorDetails, spot: ShapeAt, value: object, shape: Shape) -> Found:
    if spot.schema.get("model_name") == "SecretReference" and isinstance(value, str | int | float):
        message = f"`{spot.path[-1]}` takes the name of a secret, not a secret"
        help_ = (f"write `{spot.path[-1]}: {{secret: NAME}}`", "if this is a secret, revoke it")
        return codes.PLAIN_SECRET, Finding(Place(spot.path), message, help_, secret=True)
    return _wrong_type("a mapping")(detail, spot, value, shape)


def _not_allowed(_detail: ErrorDetails, spot: ShapeAt, value: object, _shape: Shape) -> Found:
    if spot.path == ("version",):
        message, place = f"there is no version {_shown(value)} of the language", Place(spot.path)
        return codes.BAD_VERSION, Finding(place, message, ("write `version: 1`",), repair=repairs.version(place, value))
    return _no_choice(Place(spot.path), value, spot.schema["expected"])


def _unknown_tag(_detail: ErrorDetails, spot: ShapeAt, value: object, _shape: Shape) -> Found:
    tag = value.get("type") if isinstance(value, dict) else value
    return _no_choice(Place((*spot.path, "type")), tag, spot.schema["choices"])


def _no_choice(place: Place, value: object, choices: list[object]) -> Found:
    allowed = [str(choice) for choice in choices]
    near, repair = _meant(place, value, allowed)
    message = f"`{_key(place)}` cannot be {_shown(value)}"
    help_ = (*near, f"it is {listed(allowed, most=30)}")
    return codes.UNKNOWN_VALUE, Finding(place, message, help_, repair=repair)


def _meant(place: Place, word: object, allowed: list[str]) -> tuple[tuple[str, ...], Repair | None]:
    """Which of the words that are allowed was meant, in a help line, and what would write it."""
    if not isinstance(word, str):
        return (), None
    if (same := synonym(word, allowed)) is not None:
        repair = write(place, word, same)
        return _does(repair), repair
    return did_you_mean(word, allowed), rename(place, word, allowed)


def _out_of_range(detail: ErrorDetails, spot: ShapeAt, value: object, _shape: Shape) -> Found:
    limits = [f"{_LIMITS[key]} {limit:g}" for key, limit in detail["ctx"].items() if key in _LIMITS]
    place = Place(spot.path)
    return codes.OUT_OF_RANGE, Finding(place, f"`{_key(place)}` must be {limits[0]}, but is {_shown(value)}")


def _too_few(_detail: ErrorDetails, spot: ShapeAt, value: object, _shape: Shape) -> Found:
    place = Place(spot.path, "key" if isinstance(value, dict) else "value")
    return codes.TOO_FEW, Finding(place, f"`{_key(place)}` is empty, but needs at least one item")


def _refused(detail: ErrorDetails, spot: ShapeAt, value: object, shape: Shape) -> Found:
    """A function of `values.py` refused the value: the error's type is the code."""
    help_, place = detail.get("ctx", {}).get("help"), _place(spot)
    code = codes.BY_CODE[detail["type"]]
    if code is codes.NOT_ONE_KEY and isinstance(value, dict) and (found := _outside_rule(spot, value, shape)):
        return code, found
    repair = repairs.version(place, value) if code is codes.BAD_VERSION else repairs.respelled(code.code, place, value)
    return code, Finding(place, detail["msg"], (help_,) if help_ else _does(repair), repair=repair)


def _outside_rule(spot: ShapeAt, value: dict[str, Any], shape: Shape) -> Finding | None:
    """Keys of a rule written next to its kind: `- row_count: {min: 1}` and below it `severity: warn`."""
    kinds = [key for key in value if key in shape.keys(spot.schema)]
    # `min` and `max` are kinds of rules as well as keys of most others.
    for kind_ in kinds:
        settings = [key for key in value if key != kind_]
        body = value[kind_] if isinstance(value[kind_], dict) else {}
        if all(kind_ in shape.homes(spot.schema, key) and key not in body for key in settings):
            named = " and ".join(f"`{key}`" for key in settings)
            verb = "belong" if len(settings) > 1 else "belongs"
            inside = {**body, **{key: value[key] for key in settings}}
            return Finding(
                Place((*spot.path, settings[0]), "key"),
                f"{named} {verb} inside `{kind_}`, not next to it",
                (_as_rule(kind_, inside) or f"move {named} into the value of `{kind_}`",),
            )
    return None


def _as_rule(kind_: str, body: dict[str, Any]) -> str | None:
    """How to write a rule on one line, where all of its values are short and simple."""
    if not all(
        isinstance(value, int | float | str) and re.fullmatch(r"[A-Za-z0-9_.-]+", str(value)) for value in body.values()
    ):
        return None
    entries = ", ".join(
        f"{key}: {str(value).lower() if isinstance(value, bool) else value}" for key, value in body.items()
    )
    return f"write `- {kind_}: {{{entries}}}`" if len(entries) <= _LONGEST_SHOWN else None


def _place(spot: ShapeAt) -> Place:
    return Place(spot.path, "key" if spot.at_key else "value")


def _start(spot: ShapeAt) -> Place:
    """Where a mapping begins: at its key, unless it has none."""
    return Place(spot.path, "key" if spot.path and isinstance(spot.path[-1], str) else "value")


def _called(spot: ShapeAt) -> str:
    """What people call a mapping: by its name, by its key, or by its kind."""
    if not spot.named:
        return _kind_of(spot)
    kind_ = noun(spot.schema).split(" ", 1)[1] if "model_name" in spot.schema else str(spot.path[-2]).removesuffix("s")
    return f"{kind_} `{spot.path[-1]}`"


def _kind_of(spot: ShapeAt) -> str:
    """What people call mappings of this kind: those that have names or stand in lists by it, others by their key."""
    by_kind = spot.named or not spot.path or isinstance(spot.path[-1], int)
    return noun(spot.schema) if by_kind else f"`{spot.path[-1]}`"


def _does(repair: Repair | None) -> tuple[str, ...]:
    return (repair.does,) if repair else ()


def _key(place: Place) -> str:
    return next(step for step in reversed(place.path) if isinstance(step, str))


def _shown(value: object) -> str:
    if isinstance(value, dict | list | None):
        return kind(value)
    text = str(value).lower() if isinstance(value, bool) else getattr(value, "text", None) or str(value)
    if "\n" in text:
        return kind(value)
    return f"`{text}`" if len(text) <= _LONGEST_SHOWN else f"`{text[: _LONGEST_SHOWN - 1]}…`"


def _nothing(spot: ShapeAt) -> tuple[str, ...]:
    """How to write an empty value, where one is allowed."""
    empty = _EMPTY.get(spot.schema["type"])
    if empty is None or not spot.path or any(map(_is_required, spot.schema.get("fields", {}).values())):
        return ()
    return (f"write `{spot.path[-1]}: {empty}` if it is meant to be empty",)


def _is_required(field: CoreSchema) -> bool:
    return bool(field["schema"]["type"] != "default")


_OF_COLUMNS = {
    "unique": "only columns can have it; use the rule `unique` with a path such as `address.id`",
    "primary_key": "only columns can be a key; use the rule `unique` with a path such as `address.id`",
    "references": "only columns can have it; use the rule `references` with a path such as `address.country`",
}
"""What to write instead of the keys that only columns have, since all rows are needed to check them."""

_QUARANTINE = (
    "only rules that each row passes or fails by itself can move rows: `not_null`, `accepted_values`, `range`, "
    "`pattern`, `length` and `expression`"
)

_COUNTS = frozenset({"missing_count", "missing_percent", "duplicate_count", "duplicate_percent"})
"""Keys of Soda whose numbers say how many rows may fail; the keys of columns that mean it are true or false."""

_LONGEST_SHOWN = 60
_LIMITS = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
_EMPTY = {"model-fields": "{}", "dict": "{}", "list": "[]"}

_EXPLAIN: dict[str, Explanation] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing_key,
    "union_tag_not_found": _missing_tag,
    "union_tag_invalid": _unknown_tag,
    "literal_error": _not_allowed,
    "int_parsing_size": _not_allowed,  # what a literal says of an integer that needs more than 63 bits
    "greater_than": _out_of_range,
    "greater_than_equal": _out_of_range,
    "less_than": _out_of_range,
    "less_than_equal": _out_of_range,
    "too_short": _too_few,
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), _no_mapping),
    "list_type": _wrong_type("a list"),
    "string_type": _wrong_type("text"),
    **dict.fromkeys(("int_type", "int_from_float"), _wrong_type("a whole number")),
    "float_type": _wrong_type("a number"),
    "bool_type": _wrong_type("true or false"),
}
