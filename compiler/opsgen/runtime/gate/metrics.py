"""Reads the file that training writes its metrics to; `schemas/metrics.schema.json` describes it."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.source.read import special
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NESTED, SLICES, DATA_VERSION = "metrics", "slices", "data_version"
RESERVED = frozenset({SLICES, DATA_VERSION})
"""Keys that are not metrics, if metrics are at the top level."""
LARGEST = 16 * 1024 * 1024
"""The largest metrics file, in bytes."""
_HANDED_OVER = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
"""Prefixes of pipes that a process surely writes to, such as `<(command)`. Another pipe could block forever."""
_SHOWN = 40
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which JSON can escape as `\\ud83d` but UTF-8 cannot encode."""


class MetricsError(Exception):
    """The metrics file cannot be read; the message names the place and the mistake."""


class Metrics(NamedTuple):
    """The metrics that training measured. A metric without a value is NaN."""

    values: Mapping[str, float]
    slices: Mapping[str, Mapping[str, Mapping[str, float]]]
    """The metrics of slices, by column, its value and metric."""
    data_version: str | None = None
    """The version of the data that training read, if the file states it."""
    document: str = ""
    """The content of the file."""


def read(path: Path) -> Metrics:
    """The metrics in a file, or in a pipe that the shell passes as a file."""
    kind = special(path)
    if kind is not None and not path.as_posix().startswith(_HANDED_OVER):
        raise MetricsError(f"{path} is {kind}, not a file; write the metrics to a file, or pass /dev/stdin")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise MetricsError(
            f"there is no file {path}; training writes its metrics to the path in $OPSGEN_METRICS"
        ) from None
    except OSError as error:
        raise MetricsError(f"{path} cannot be read: {error.strerror}") from error
    try:
        return parse(content)
    except MetricsError as error:
        raise MetricsError(f"{path}: {error}") from None


def parse(content: bytes) -> Metrics:
    """Parse the content of a metrics file."""
    if len(content) > LARGEST:
        raise MetricsError(f"the file is larger than {LARGEST // 1024**2} MiB, the limit for metrics")
    text = _text(content)
    document = _mapping(_json(text), "the file", "names of metrics")
    is_nested = isinstance(document.get(NESTED), dict)
    own = document[NESTED] if is_nested else {name: each for name, each in document.items() if name not in RESERVED}
    version = document.get(DATA_VERSION)
    if version is not None and (not isinstance(version, str) or not version):
        raise MetricsError(f"`{DATA_VERSION}` is {_what(version)}, not a text with content")
    return Metrics(_figures(own, (NESTED,) if is_nested else ()), _slices(document.get(SLICES)), version, text)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MetricsError("the file is not UTF-8 text") from None


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_sound)
    except json.JSONDecodeError as error:
        raise MetricsError(f"line {error.lineno}, column {error.colno}: invalid JSON: {error.msg}") from None
    except RecursionError:
        raise MetricsError("the JSON is nested too deeply") from None
    except ValueError:
        raise MetricsError("a number has too many digits") from None


def _sound(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping without duplicate keys, and without text that UTF-8 cannot encode."""
    mapping: dict[str, Any] = {}
    for name, value in pairs:
        for text in (name, value):
            if isinstance(text, str) and _HALF.search(text):
                raise MetricsError(f'the text "{_cut(text)}" contains half of a surrogate pair')
        if name in mapping:
            raise MetricsError(f"`{_cut(name)}` occurs twice")
        mapping[name] = value
    return mapping


def _slices(node: Any) -> dict[str, dict[str, dict[str, float]]]:
    columns = {} if node is None else _mapping(node, f"`{SLICES}`", "columns")
    return {column: _of_column(column, values) for column, values in columns.items()}


def _of_column(column: str, node: Any) -> dict[str, dict[str, float]]:
    values = _mapping(node, _place(SLICES, column), "the column's values")
    return {
        value: _figures(_mapping(metrics, _place(SLICES, column, value), "names of metrics"), (SLICES, column, value))
        for value, metrics in values.items()
    }


def _figures(node: dict[str, Any], within: tuple[str, ...]) -> dict[str, float]:
    return {name: _figure(value, (*within, name)) for name, value in node.items()}


def _figure(value: Any, path: tuple[str, ...]) -> float:
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        help_ = (
            "" if len(path) > 1 else f"; to keep other values in the file, put all metrics into a mapping `{NESTED}`"
        )
        raise MetricsError(f"{_place(*path)} is {_what(value)}, not a number{help_}")
    try:
        return float(value)
    except OverflowError:
        raise MetricsError(f"{_place(*path)} has too many digits") from None


def _mapping(node: Any, what: str, keys: str) -> dict[str, Any]:
    if not isinstance(node, dict):
        raise MetricsError(f"{what} is {_what(node)}, not a mapping of {keys}")
    return node


def _place(*path: str) -> str:
    return f"`{'.'.join(map(_cut, path))}`"


def _what(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return f'the text "{_cut(value)}"'
        case list():
            return "a list"
        case dict():
            return "a mapping"
    return f"the number {_cut(repr(value))}"


def _cut(text: str) -> str:
    return visible(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")


def flat(metrics: Metrics) -> Iterator[tuple[tuple[str, ...], float]]:
    """Every number with its path: the metric, or the column, its value and the metric."""
    yield from (((name,), value) for name, value in metrics.values.items())
    for column, values in metrics.slices.items():
        for value, figures in values.items():
            yield from (((column, value, name), figure) for name, figure in figures.items())
