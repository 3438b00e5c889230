from __future__ import annotations

import ast
import subprocess
import sys
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen.render.encode.layout import PlaceError, Slot
from opsgen.render.encode.python import (
    LINE_LENGTH,
    Arguments,
    Call,
    Identifier,
    Import,
    Imports,
    Name,
    Python,
    Shared,
    call,
    expression,
    lay_out,
)
from render.encode.values import long_texts, nested, scalars, texts

values = nested(scalars | long_texts | st.tuples(texts) | st.tuples(scalars, scalars))
keywords = st.sampled_from(["x", "doc_md", "a_rather_long_name_for_a_keyword_argument", "n" * 70])


@given(values)
def test_a_value_reads_back_from_one_line(value: object) -> None:
    assert repr(ast.literal_eval(expression(value))) == repr(value)


@given(values, st.integers(0, 10).map(lambda level: 4 * level), st.integers(0, 100), st.integers(0, 3))
def test_a_value_reads_back_from_several_lines(value: object, indent: int, label: int, tail: int) -> None:
    laid_out = lay_out(value, indent=indent, column=indent + label, tail=tail)
    assert repr(ast.literal_eval(laid_out)) == repr(value)


@given(st.text(st.characters(categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Lu"])))
def test_what_does_not_show_is_escaped_even_lone_surrogates(text: str) -> None:
    literal = expression(text)
    assert literal.isprintable()
    assert ast.literal_eval(literal) == text


@given(values, st.integers(0, 10).map(lambda level: 4 * level), st.integers(0, 100))
def test_a_shared_value_is_written_as_others_are(value: object, indent: int, label: int) -> None:
    shared = Shared(value)
    for outer, plain in ((shared, value), ([1, shared], [1, value]), ({"key": shared}, {"key": value})):
        assert expression(outer) == expression(plain)
        laid_out = lay_out(plain, indent=indent, column=indent + label)
        assert [lay_out(outer, indent=indent, column=indent + label) for _ in range(2)] == [laid_out] * 2


calls = st.builds(
    lambda arguments, named: call("sdk.Asset", *arguments, **named),
    st.lists(values, max_size=2),
    st.dictionaries(keywords, values, max_size=2),
)


@settings(max_examples=60)
@given(st.lists(st.tuples(keywords, values | calls), min_size=1, max_size=8))
def test_ruff_has_nothing_to_say(arguments: list[tuple[str, object]]) -> None:
    lines = []
    for keyword, value in arguments:
        assignment = f"{keyword} = "
        lines.append(assignment + lay_out(value, indent=0, column=len(assignment)))
        argument = f"    {keyword}="
        lines.append(f"{keyword}(\n{argument}{lay_out(value, indent=4, column=len(argument), tail=1)},\n)")
    module = "\n".join(lines) + "\n"
    assert _ruff(module, "format", "--quiet") == module
    assert _ruff(module, "check", "--select", "E,W,I,UP,B,ISC,PLE", "--quiet", "--output-format", "concise") == ""


def _ruff(module: str, command: str, *options: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "ruff", command, "--isolated", *options, "-"],
        input=module.encode(),
        capture_output=True,
        check=False,
    )
    assert not run.stderr, run.stderr.decode()
    return run.stdout.decode()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", '"plain"'),
        ('he said "no"', "'he said \"no\"'"),
        ("it's", '"it\'s"'),
        ("日本語 🚀", '"日本語 🚀"'),
        ("a\u202eb\u2028\x1b\U000e0001", r'"a\u202eb\u2028\x1b\U000e0001"'),
        (-0.0, "-0.0"),
        (1e16, "1e16"),
        (10**400, "1" + "0" * 400),
        ((1,), "(1,)"),
        ({}, "{}"),
        (call("timedelta", hours=24), "timedelta(hours=24)"),
        (Call(Name("airflow.sdk.Asset"), ("a",), {"group": Identifier("team")}), 'airflow.sdk.Asset("a", group=team)'),
    ],
)
def test_on_one_line(value: object, text: str) -> None:
    assert expression(value) == text


def test_on_several_lines() -> None:
    value = {
        "owner": "ml",
        "note": "A sentence that goes on behind the end of the line, as sentences in descriptions do.",
        "sql": "select 1\nfrom a_table_with_a_name\nwhere the_condition_is_long = 'and not on one line'\n",
        "retry": call("timedelta", minutes=5),
        "tags": ["a" * 40, "b" * 40],
        "empty": [],
    }
    assert lay_out(value, indent=4, column=17, tail=1) == (
        """{
        "owner": "ml",
        "note": (
            "A sentence that goes on behind the end of the line, as sentences in "
            "descriptions do."
        ),
        "sql": (
            "select 1\\n"
            "from a_table_with_a_name\\n"
            "where the_condition_is_long = 'and not on one line'\\n"
        ),
        "retry": timedelta(minutes=5),
        "tags": [
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
        ],
        "empty": [],
    }"""
    )


def test_fits_to_the_last_column() -> None:
    fits = "x" * (LINE_LENGTH - len('name="",'))
    assert lay_out(fits, indent=0, column=len("name="), tail=1) == f'"{fits}"'
    assert "\n" in lay_out(fits + "x", indent=0, column=len("name="), tail=1)


def test_kinds_of_text_and_numbers_lose_their_kind() -> None:
    class Runner(StrEnum):
        PROCESS = "process"

    assert expression({Runner.PROCESS: Runner.PROCESS}) == '{"process": "process"}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal(1), object(), {1, 2}, b"x", 1j])
def test_refuses_what_has_no_literal(value: object) -> None:
    with pytest.raises(TypeError, match="no Python literal"):
        expression([value])


@pytest.mark.parametrize("text", ["", "a b", "class", "1a", "a.b", "a-b", "a;b", "é", "a\n"])
def test_an_identifier_is_one(text: str) -> None:
    with pytest.raises(ValueError, match="not a Python name"):
        Identifier(text)


@pytest.mark.parametrize("text", ["", ".", "a.", "a..b", "a.class", "a.b()"])
def test_a_name_is_one(text: str) -> None:
    with pytest.raises(ValueError, match="not a Python name"):
        Name(text)


def test_a_keyword_is_an_identifier() -> None:
    with pytest.raises(ValueError, match="not a Python name"):
        call("f", **{"a=1, b": 2})


def _import(module: str, *names: str) -> Import:
    return Import(Name(module), tuple(map(Identifier, names)))


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        (_import("pendulum"), "import pendulum"),
        (_import("airflow.sdk", "DAG", "Asset"), "from airflow.sdk import DAG, Asset"),
        (_import("m", "a" * 40, "b" * 31), f"from m import {'a' * 40}, {'b' * 31}"),
        (_import("m", "a" * 40, "b" * 33), f"from m import (\n    {'a' * 40},\n    {'b' * 33},\n)"),
    ],
)
def test_an_import_statement(statement: Import, text: str) -> None:
    both = Imports((_import("os"), statement))
    assert Python().encode(both, Slot("", "", "", is_last=True, state="")) == f"import os\n{text}"


def test_import_statements_take_whole_lines() -> None:
    with pytest.raises(PlaceError, match="lines of their own"):
        Python().encode(Imports((_import("os"),)), Slot("x = ", "x = ", "", is_last=True, state=""))


def test_arguments_take_a_line_each() -> None:
    arguments = Arguments({"a": 1, "b": ["x" * 40, "y" * 40], "c": call("f", d=2)})
    text = Python().encode(arguments, Slot("    ", "    ", "", is_last=True, state=""))
    assert text == f'a=1,\n    b=[\n        "{"x" * 40}",\n        "{"y" * 40}",\n    ],\n    c=f(d=2),'


@pytest.mark.parametrize(("line", "tail", "is_last"), [("f(", "", True), ("    ", ")", True), ("    ", "", False)])
def test_arguments_take_whole_lines(line: str, tail: str, is_last: bool) -> None:
    with pytest.raises(PlaceError, match="a line of their own"):
        Python().encode(Arguments({"a": 1}), Slot(line, line, tail, is_last, state=""))


def test_the_names_of_arguments_are_identifiers() -> None:
    with pytest.raises(ValueError, match="not a Python name"):
        Arguments({"a=1, b": 2})
