"""The core schema of YAML 1.2."""

from __future__ import annotations

import pytest

from opsgen.source import SourceFloat, SourceInt
from source.specs import value_of

PLAIN = [
    ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nULL", "nULL"),
    ("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False),
    ("NO", "NO"), ("no", "no"), ("yes", "yes"), ("on", "on"), ("Off", "Off"), ("y", "y"), ("tRUE", "tRUE"),
    ("5", 5), ("-5", -5), ("0", 0), ("18446744073709551615", 2**64 - 1), ("-9223372036854775808", -(2**63)),
    ("1.5", 1.5), ("-0.1", -0.1), ("1e-05", 1e-05), ("1e+16", 1e16),
    ("22:30", "22:30"), ("1:30:00", "1:30:00"), ("1_000", "1_000"), ("0b11", "0b11"), ("0O17", "0O17"), ("0x", "0x"),
    ("2013-01-01", "2013-01-01"), ("2013-13-45T99:00:00Z", "2013-13-45T99:00:00Z"), ("1.2.3", "1.2.3"),
    (".", "."), ("--", "--"), ("+", "+"), ("-.", "-."), ("e3", "e3"), ("1e", "1e"), (".e3", ".e3"), ("24h", "24h"),
    ("=", "="), ("<<", "<<"), ("-inf", "-inf"), ("nan", "nan"), ("\u0661\u0662", "\u0661\u0662"),
]  # fmt: skip
KEPT = [
    ("010", 10), ("+5", 5), ("-0", 0), ("0o17", 15), ("0x1F", 31), ("00000000000000000000000000000001", 1),
    ("1.10", 1.1), ("1e3", 1000.0), ("72044e0", 72044.0), (".5", 0.5), ("5.", 5.0), ("+.5E+1", 5.0), ("1.0e0", 1.0),
    ("0.1000000000000000055511151231257827", 0.1), ("-0e0", -0.0),
]  # fmt: skip
TAGGED = [
    ("!!str 5", "5"), ("!!str", ""), ("!!str null", "null"), ("!!int '5'", 5), ("!!int 0o17", 15), ("!!float 5", 5.0),
    ("!!float '1.5'", 1.5), ("!!bool 'true'", True), ("!!null ''", None), ("!!map {}", {}), ("!!seq [1]", [1]),
    ("!<tag:yaml.org,2002:str> 5", "5"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "value"), PLAIN)
def test_a_plain_scalar_is_worth_what_the_core_schema_says(written, value):
    read = value_of(f"a: {written}\n")["a"]
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize(("written", "value"), KEPT)
def test_a_number_that_python_writes_differently_keeps_its_text(written, value):
    read = value_of(f"a: {written}\n")["a"]
    assert type(read) is (SourceInt if isinstance(value, int) else SourceFloat)
    assert (read, read.text) == (value, written)
    assert f"{read}" == f"{value}"


@pytest.mark.parametrize(("written", "value"), TAGGED)
def test_the_tags_of_the_core_schema_are_heeded(written, value):
    read = value_of(f"a: {written}\n")["a"]
    assert read == value
    assert isinstance(read, type(value))


@pytest.mark.parametrize("written", [written for written, _ in (*PLAIN, *KEPT)])
def test_quotes_make_text_of_anything(written):
    assert value_of(f"a: '{written}'\nb: \"{written}\"\n") == {"a": written, "b": written}


def test_a_declared_tag_handle_can_stand_for_the_core_schema():
    assert value_of("%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 5\n") == {"a": "5"}
