"""Files of metrics, as trainings write them and as they should not."""

from __future__ import annotations

import json
import math
from codecs import BOM_UTF8
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.render.resources import read_text
from opsgen.runtime.gate.metrics import LARGEST, MetricsError, flat, parse, read

if TYPE_CHECKING:
    from pathlib import Path

KEYS = st.sampled_from(["metrics", "slices", "data_version", "roc_auc", "origin", "JFK", ""])
LEAVES = st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
FIGURES = st.dictionaries(KEYS, st.none() | st.floats(allow_nan=False, allow_infinity=False), max_size=3)
SLICES = st.dictionaries(KEYS, st.dictionaries(KEYS, FIGURES, max_size=2), max_size=2)
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=4))
NEARLY = st.fixed_dictionaries(
    {}, optional={"metrics": FIGURES | ANYTHING, "slices": SLICES | ANYTHING, "data_version": LEAVES, "f1": LEAVES}
)


def test_metrics_may_stand_at_the_top() -> None:
    metrics = parse(b'{"rows": 3, "roc_auc": 0.7, "slices": {"origin": {"JFK": {"roc_auc": 0.71}}}}')
    assert metrics.values == {"rows": 3, "roc_auc": 0.7}
    assert metrics.slices == {"origin": {"JFK": {"roc_auc": 0.71}}}
    assert metrics.data_version is None
    assert dict(flat(metrics)) == {("rows",): 3, ("roc_auc",): 0.7, ("origin", "JFK", "roc_auc"): 0.71}


def test_metrics_may_stand_beside_other_things() -> None:
    metrics = parse(b'{"metrics": {"f1": 1}, "labels": ["a"], "data_version": "snapshot 7", "slices": null}')
    assert metrics == ({"f1": 1}, {}, "snapshot 7", metrics.document)


def test_a_metric_may_have_no_value() -> None:
    values = parse(b'{"a": null, "b": NaN, "c": -Infinity, "d": 1e999}').values
    assert math.isnan(values["a"])
    assert math.isnan(values["b"])
    assert (values["c"], values["d"]) == (-math.inf, math.inf)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            '{"roc_auc": "0.7"}',
            '`roc_auc` is the text "0.7", not a number; to keep other values in the file, put all metrics',
        ),
        ('{"metrics": {"roc_auc": "0.7"}}', '`metrics.roc_auc` is the text "0.7", not a number'),
        ('{"roc_auc": true}', "`roc_auc` is true, not a number"),
        ('{"roc_auc": {"mean": 1}}', "`roc_auc` is a mapping, not a number"),
        ('{"slices": {"origin": {"JFK": {"f1": []}}}}', "`slices.origin.JFK.f1` is a list, not a number"),
        (
            '{"slices": {"origin": {"JFK": 1}}}',
            "`slices.origin.JFK` is the number 1, not a mapping of names of metrics",
        ),
        ('{"slices": {"origin": ["JFK"]}}', "`slices.origin` is a list, not a mapping of the column's values"),
        ('{"slices": 3}', "`slices` is the number 3, not a mapping of columns"),
        ('{"data_version": 3}', "`data_version` is the number 3, not a text"),
        ('{"data_version": ""}', '`data_version` is the text "", not a text with content'),
        ("[1]", "the file is a list, not a mapping of names of metrics"),
        ("null", "the file is null, not a mapping of names of metrics"),
        ("", "line 1, column 1: invalid JSON: Expecting value"),
        ('{"a": 1,\n "b" 2}', "line 2, column 6: invalid JSON: Expecting ':' delimiter"),
        ('{"a": 1, "a": 2}', "`a` occurs twice"),
        (f'{{"a": {"9" * 400}}}', "`a` has too many digits"),
        (f'{{"a": {"9" * 5000}}}', "a number has too many digits"),
        ('{"a":' * 100_000, "the JSON is nested too deeply"),
        ('{"\\ud800": 1}', 'the text "\\u{D800}" contains half of a surrogate pair'),
        ('{"data_version": "a\\udc00b"}', 'the text "a\\u{DC00}b" contains half of a surrogate pair'),
        (
            f'{{{",".join(f"{chr(34)}m{n}{chr(34)}:1" for n in range(200_000))},"m199999":2}}',
            "`m199999` occurs twice",
        ),
        ('{"\\u001b[31m": "\\u0000"}', '`\\u{001B}[31m` is the text "\\u{0000}", not a number'),
        (f'{{"a": "{"x" * 1000}"}}', f'`a` is the text "{"x" * 39}…", not a number'),
    ],
)
def test_mistakes_are_named(content: str, message: str) -> None:
    with pytest.raises(MetricsError) as raised:
        parse(content.encode())
    assert str(raised.value).startswith(message)


def test_files_that_hold_no_metrics(tmp_path: Path) -> None:
    file = tmp_path / "metrics.json"
    with pytest.raises(MetricsError, match=r"there is no file .*metrics\.json; training writes its metrics"):
        read(file)
    with pytest.raises(MetricsError, match="cannot be read: Is a directory"):
        read(tmp_path)
    file.write_bytes(b'{"a": "\xff"}')
    with pytest.raises(MetricsError, match=r"metrics\.json: the file is not UTF-8 text"):
        read(file)
    file.write_bytes(b" " * LARGEST + b"{}")
    with pytest.raises(MetricsError, match="larger than 16 MiB"):
        read(file)
    file.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert read(file).values == {"a": 1}


@given(NEARLY | ANYTHING)
def test_what_is_read_is_what_the_published_schema_describes(document: Any) -> None:
    schema = json.loads(read_text("schemas/metrics.schema.json"))
    try:
        parse(json.dumps(document).encode())
        is_read = True
    except MetricsError:
        is_read = False
    assert is_read == jsonschema.Draft202012Validator(schema).is_valid(document)


@given(st.binary(max_size=40) | st.text(st.sampled_from('{}[]":,01e-.ntf'), max_size=40).map(str.encode))
def test_nothing_else_comes_out_of_any_content(content: bytes) -> None:
    with suppress(MetricsError):
        assert parse(content).document.encode() == content.removeprefix(BOM_UTF8)


def test_the_schema_and_its_examples_are_valid() -> None:
    schema = json.loads(read_text("schemas/metrics.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for example in schema["examples"]:
        jsonschema.validate(example, schema, jsonschema.Draft202012Validator)
        assert parse(json.dumps(example).encode()).values == {"roc_auc": 0.7}
