"""How a value of the wrong type would be written, where that shows what was meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.language.validate.synonyms import synonym

if TYPE_CHECKING:
    from opsgen.language.validate.shape import Shape, ShapeAt

SHORT = {
    "Column": "type",
    "Exposure": "host",
    "Freshness": "error_after",
    "Gpu": "count",
    "Image": "repository",
    "Probes": "path",
    "Retrain": "schedule",
    "Rollout": "strategy",
    "Variable": "default",
}
"""The key that a lone value is meant for in a mapping's place."""

_MOST_WORDS = 12


def retyped(expected: str, spot: ShapeAt, value: object, shape: Shape) -> tuple[str, ...]:
    """The help lines for a value that stands where `expected` is asked for."""
    if isinstance(value, str) and re.match(r"\$\{\s*vars?(iables)?\s*\.", value):
        return ("a variable is written `${var.NAME}`",)
    if expected == "text":
        return ("put it in quotes to make it text",) if isinstance(value, bool) else ()
    if expected == "true or false" and value in (0, 1):
        return (f"write `{str(bool(value)).lower()}`",)
    if expected == "a list":
        return _listed(spot, value)
    return _mapped(spot, value, shape) if expected == "a mapping" else ()


def _listed(spot: ShapeAt, value: object) -> tuple[str, ...]:
    if isinstance(value, dict):
        return ("start each item with `- `",)
    words = str(value).split() if str(spot.path[-1]) in ("command", "test") else [str(value)]
    plain = all(re.fullmatch(r"[A-Za-z0-9_./=-]+", word) for word in words) and len(words) < _MOST_WORDS
    return (f"write `[{', '.join(words)}]`",) if plain and words else ("put it in `[` and `]`",)


def _rule(value: str, keys: list[str]) -> str | None:
    """`unique`, or `missing_count(id) = 0` as Soda writes it, as a key with its value."""
    written = re.fullmatch(r"([a-z_]+)(?:\(([A-Za-z0-9_]+)\))?(?: .*)?", value)
    if written is None:
        return None
    name = written[1] if written[1] in keys else synonym(written[1], keys)
    if name is None:
        return None
    if written[2] is None:
        return f"write `{name}: …`, with its settings"
    return f"write `{name}: {{{f'columns: [{written[2]}]' if name == 'unique' else f'column: {written[2]}'}}}`"


def _mapped(spot: ShapeAt, value: object, shape: Shape) -> tuple[str, ...]:
    if isinstance(value, list):
        return ("write `NAME: …` for each, without `- `",) if spot.schema["type"] == "dict" else ()
    if value is True:
        return (f"write `{spot.path[-1]}: {{}}`",)
    if isinstance(value, str) and (rule := _rule(value, shape.keys(spot.schema))):
        return (rule,)
    key = SHORT.get(spot.schema.get("model_name", ""))
    plain = re.fullmatch(r"[A-Za-z0-9_./-]+", str(value))
    return (f"write `{{{key}: {value}}}`",) if key and plain and not isinstance(value, bool) else ()
