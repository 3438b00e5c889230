"""What to write instead of a value that the language refuses, where that can be told from the value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Change, Repair
from opsgen.diagnostics.suggest import same_ignoring_case, write
from opsgen.language import values
from opsgen.language.validate import synonyms
from opsgen.source.scalars import ScalarError, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.diagnostics.model import Place
    from opsgen.language.validate.core_schema import CoreSchema

_WORDS = {**dict.fromkeys(("true", "yes", "on", "y"), True), **dict.fromkeys(("false", "no", "off", "n"), False)}
_LETTERS = ("y", "n", "Y", "N")
"""What YAML 1.1 takes for true and false, but could be anything."""
_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_UNITS = {
    "ms": ("milliseconds", "millisecond", "msec"),
    "s": ("seconds", "second", "secs", "sec"),
    "m": ("minutes", "minute", "mins", "min"),
    "h": ("hours", "hour", "hrs", "hr"),
    "d": ("days", "day"),
    "w": ("weeks", "week"),
}
_SPELLINGS = {spelling: unit for unit, spellings in _UNITS.items() for spelling in (unit, *spellings)}
_PLAIN_COMMAND = re.compile(r"[A-Za-z0-9_./=:@%+,-]+( +[A-Za-z0-9_./=:@%+,-]+)*")
_SCALARS = {"any", "str", "literal", "int", "float"}


def retyped(expected: str, place: Place, value: object) -> Repair | None:
    """A value of the type that is wanted, where the text says one: `"3"`, `yes`."""
    if expected == "text" and isinstance(value, bool):
        return write(place, value, str(value).lower())
    if not isinstance(value, str) or expected not in ("true or false", "a number", "a whole number"):
        return None
    new = _WORDS.get(value.lower()) if expected == "true or false" else _number(value)
    if new is None or (expected == "a whole number" and not isinstance(new, int)):
        return None
    return write(place, value, new, safe=value not in _LETTERS)


def _number(value: str) -> int | float | None:
    try:
        number = plain(value) if value else None
    except ScalarError:
        return None
    return None if isinstance(number, bool | str) else number


def as_list(place: Place, value: object, item: CoreSchema) -> Repair | None:
    """A list of the one item that stands there, if such items can be; of a command the list of its words."""
    if not isinstance(value, str | int | float) or isinstance(value, bool) or not place.path:
        return None
    if place.path[-1] in ("command", "test"):
        return _command(place, value) if isinstance(value, str) else None
    if item["type"] not in _SCALARS:
        return None
    return Repair("make it a list of one", (Change(place, value, (value,)),), safe=True)


def _command(place: Place, value: str) -> Repair | None:
    """Words in which no shell would see anything but words."""
    if not _PLAIN_COMMAND.fullmatch(value):
        return None
    return Repair("make it a list of its words", (Change(place, value, tuple(value.split())),))


def version(place: Place, value: object) -> Repair | None:
    """`1`, where that version was written in another way."""
    said = values.text(value)
    if not isinstance(said, str) or not re.fullmatch(r"[vV]?1(\.0)*", said):
        return None
    return write(place, value if isinstance(value, int | float) else said, 1, safe=True)


def respelled(code: str, place: Place, value: object) -> Repair | None:
    """A value that is refused with a code, as it has to be written."""
    respell = _RESPELL.get(code)
    return respell(place, value) if respell and isinstance(value, str) and value else None


def _cron(place: Place, value: str) -> Repair | None:
    macro = _MACROS.get(value.strip().lower())
    return write(place, value, macro, safe=True) if macro else None


def _duration(place: Place, value: str) -> Repair | None:
    """Without space and with the short names of its units; `M` could be minutes or months."""
    parts = [(count, unit, _unit(unit)) for count, unit in re.findall(r"([0-9]+) *([A-Za-z]+)", value)]
    said = "".join(f"{count}{unit}" for count, unit, _ in parts)
    new = "".join(f"{int(count)}{unit}" for count, _, unit in parts)
    if said != value.replace(" ", "") or new == value or not all(unit for *_, unit in parts):
        return None
    return write(place, value, new, safe=True)


def _unit(written: str) -> str | None:
    return _SPELLINGS.get(written if written == "M" else written.lower())


def _quantity(place: Place, value: str) -> Repair | None:
    """Without space and without the `B` of bytes; whoever writes `GB` may have meant `Gi`."""
    amount = re.fullmatch(r"([0-9.]{1,20}) *(m|[kMGTPE]i?|[K]i)?(B|b)?", value.strip())
    if not amount or amount[1].count(".") > 1:
        return None
    new = amount[1] + (amount[2] or "")
    exact = not amount[3] or str(amount[2]).endswith("i")
    return write(place, value, new, safe=exact) if re.fullmatch(values.QUANTITY, new) and new != value else None


def _time_zone(place: Place, value: str) -> Repair | None:
    """Safe where only case, space or `_` differ; a city or a country may have been meant otherwise."""
    if synonyms.time_zone(value):
        return None
    from opsgen.language import zone_names

    zones = values.time_zones()
    found = zone_names.zone_of(value, zones)
    return write(place, value, found[0], safe=found[0] == same_ignoring_case(value, zones)) if len(found) == 1 else None


def _date(place: Place, value: str) -> Repair | None:
    """With `-` and two digits each, where the year is first."""
    parts = re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", value)
    new = f"{parts[1]}-{int(parts[3]):02}-{int(parts[4]):02}" if parts else value
    return write(place, value, new, safe=True) if new != value and _is_valid(values.date, new) else None


def _image(place: Place, value: str) -> Repair | None:
    """Without tag and digest, which are in opsgen.lock."""
    bare = re.sub(r"(:[A-Za-z0-9_.-]+)?(@.*)?$", "", value)
    return write(place, value, bare) if bare != value and _is_valid(values.image_repository, bare) else None


def _name(place: Place, value: str) -> Repair | None:
    """A value that names something outside the spec; what the spec itself names so is named elsewhere, too."""
    if place.at == "key" or place.path[-1] != "secret":
        return None
    upper = re.sub(r"[^A-Z0-9]+", "_", value.upper()).strip("_")
    is_better = upper != value and _is_valid(values.environment_variable, upper)
    return write(place, value, upper) if is_better and not values.holds_credential(value) else None


def _is_valid(check: Callable[[str], object], value: str) -> bool:
    from opsgen.language.validate.pydantic_core import PydanticCustomError

    try:
        check(value)
    except PydanticCustomError:
        return False
    return True


_RESPELL: dict[str, Callable[[Place, str], Repair | None]] = {
    "PLT101": _cron,
    "PLT102": _duration,
    "PLT103": _quantity,
    "PLT104": _name,
    "PLT106": _image,
    "PLT107": _time_zone,
    "PLT108": _date,
}
