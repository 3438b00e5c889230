"""The file that a training writes its metrics to; `schemas/metrics.schema.json` describes it."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.source.file_kinds import special
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NESTED, SLICES, DATA_VERSION = "metrics", "slices", "data_version"
RESERVED = frozenset({SLICES, DATA_VERSION})
"""What is no metric where the metrics stand at the top."""
LARGEST = 16 * 1024 * 1024
"""How many bytes a file of metrics may have."""
_HANDED_OVER = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
"""How the names of pipes begin that somebody writes to, as of `<(command)`; another pipe may wait for ever."""
_SHOWN = 40
_HALF = re.compile("[\ud800-\udfff]")
"""What an escape such as `\\ud83d` stands for where that of its other half does not follow."""


class MetricsError(Exception):
    """A file of metrics that cannot be read; the message says where it is wrong, for the person who wrote it."""


class Metrics(NamedTuple):
    """What a training measured. A metric that had no value is NaN."""

    values: Mapping[str, float]
    slices: Mapping[str, Mapping[str, Mapping[str, float]]]
    """The metrics of the rows that have one value of a column: by column, value and metric."""
    data_version: str | None = None
    """The version of the data that the training read, where it says so."""
    document: str = ""
    """The file as it is."""


def read(path: Path) -> Metrics:
    """The metrics in a file, or in what a shell hands over as one."""
    kind = special(path)
    if kind is not None and not path.as_posix().startswith(_HANDED_OVER):
        raise MetricsError(f"{path} is {kind}, not a file; write the metrics to a file, or pass /dev/stdin")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise MetricsError(f"there is no file {path}; the training writes it to $OPSGEN_METRICS") from None
    except OSError as error:
        raise MetricsError(f"{path} cannot be read: {error.strerror}") from error
    try:
        return parse(content)
    except MetricsError as error:
        raise MetricsError(f"{path}: {error}") from None


def parse(content: bytes) -> Metrics:
    """The metrics in the content of a file."""
    if len(content) > LARGEST:
        raise MetricsError(f"this is larger than {LARGEST // 1024**2} MiB, which metrics are not")
    text = _text(content)
    document = _mapping(_json(text), "the file", "names of metrics")
    is_nested = isinstance(document.get(NESTED), dict)
    own = document[NESTED] if is_nested else {name: each for name, each in document.items() if name not in RESERVED}
    version = document.get(DATA_VERSION)
    if version is not None and (not isinstance(version, str) or not version):
        raise MetricsError(f"`{DATA_VERSION}` is {_what(version)}, not a text that says something")
    return Metrics(_figures(own, (NESTED,) if is_nested else ()), _slices(document.get(SLICES)), version, text)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MetricsError("this is not text in UTF-8") from None


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_sound)
    except json.JSONDecodeError as error:
        raise MetricsError(f"line {error.lineno}, column {error.colno}: this is not JSON: {error.msg}") from None
    except RecursionError:
        raise MetricsError("this is nested too deeply") from None
    except ValueError:
        raise MetricsError("a number in this has too many digits") from None


def _sound(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping in which nothing stands twice, and which a file in UTF-8 can hold."""
    mapping: dict[str, Any] = {}
    for name, value in pairs:
        for text in (name, value):
            if isinstance(text, str) and _HALF.search(text):
                raise MetricsError(f'the text "{_cut(text)}" has half of a character in it')
        if name in mapping:
            raise MetricsError(f"`{_cut(name)}` stands there twice")
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
        help_ = "" if len(path) > 1 else f"; what is no metric can stand beside a mapping `{NESTED}` with all that are"
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
    """Every figure with its path: the metric, or the column, its value and the metric."""
    yield from (((name,), value) for name, value in metrics.values.items())
    for column, values in metrics.slices.items():
        for value, figures in values.items():
            yield from (((column, value, name), figure) for name, figure in figures.items())
