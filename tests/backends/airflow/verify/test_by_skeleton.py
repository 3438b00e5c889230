"""What is told of a file by its form is what reading it as a whole tells, and nothing else is let through for it."""

from __future__ import annotations

import ast
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.airflow.projects import SPECS, project, rendered, tree
from opsgen.backends import AIRFLOW
from opsgen.backends.airflow.verify import by_skeleton
from opsgen.backends.airflow.verify import whole_file as whole
from opsgen.render.encode.python import Arguments, Identifier, Name, Shared, call, lay_out
from render.encode.values import TRAPS, long_texts, nested
from render.encode.values import texts as strings

if TYPE_CHECKING:
    from opsgen.backends.airflow.emit.model import Dag

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")

PROJECTS = {spec.parent.name: project(tree(spec)) for spec in SPECS}
FILES = {
    (name, file.artifact.path): file
    for name, of in PROJECTS.items()
    for file in rendered(of)
    if "dag" in file.artifact.values
}
HOSTILE = [("hostile", "build/dags/dev/dataset_events.py"), ("hostile", "build/dags/prod/dataset_facts.py")]


def dag_of(name: str, path: str) -> Dag:
    dag: Dag = FILES[name, path].artifact.values["dag"]
    return dag


def is_wholly(text: str, dag: Dag) -> bool:
    """What reading the file as a whole says of it."""
    try:
        return not list(whole.differences(ast.parse(text), dag))
    except (SyntaxError, ValueError):
        return False


def says_otherwise(name: str, path: str, text: str) -> bool:
    file = FILES[name, path]
    assert text != file.text
    return bool(AIRFLOW.verify(PROJECTS[name], [replace(file, text=text)]).problems)


@pytest.mark.parametrize(("name", "path"), FILES)
def test_each_file_is_proven_by_its_form(name: str, path: str) -> None:
    assert by_skeleton.matches(FILES[name, path].text, dag_of(name, path))
    assert is_wholly(FILES[name, path].text, dag_of(name, path))


@pytest.mark.parametrize(("name", "path"), HOSTILE)
def test_no_line_can_be_left_out(name: str, path: str) -> None:
    lines = FILES[name, path].text.splitlines(keepends=True)
    code = [at for at, line in enumerate(lines) if line.strip() and not line.startswith("# Do not edit")]
    assert len(code) > 40
    assert [at for at in code if not says_otherwise(name, path, "".join(lines[:at] + lines[at + 1 :]))] == []


@pytest.mark.parametrize(("name", "path"), HOSTILE)
def test_no_line_can_be_put_elsewhere(name: str, path: str) -> None:
    dag, lines = dag_of(name, path), FILES[name, path].text.splitlines(keepends=True)
    swapped = ["".join([*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]) for at in range(2, len(lines) - 1)]
    assert [text for text in swapped if by_skeleton.matches(text, dag) and not is_wholly(text, dag)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("max_active_runs=1,", "max_active_runs=1 + 0,"),
        ("max_active_runs=1,", "max_active_runs=1 if 1 else 1,"),
        ("max_active_runs=1,", "max_active_runs=True,"),
        ("catchup=False,", "catchup=False, **{},"),
        ("catchup=False,", "catchup=not 1,"),
        ("catchup=False,", "catchup=0,"),
        ('command=["', 'command=[*[], "'),
        ('command=["', 'command=["" "'),
    ],
)
def test_only_the_value_can_stand_for_a_value(old: str, new: str) -> None:
    name, path = HOSTILE[0]
    text = FILES[name, path].text
    assert old in text
    changed = text.replace(old, new, 1)
    assert by_skeleton.matches(changed, dag_of(name, path)) == (new == 'command=["" "')  # which is the same value
    assert is_wholly(changed, dag_of(name, path)) == (new == 'command=["" "')


# Any text in place of a value -----------------------------------------------------------------------------------------

TOKENS = (
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "=",
        "#",
        ".",
        "\\",
        "\n",
        "\r",
        "\f",
        "\t",
        " ",
        "'",
        '"',
        "*",
        "**",
        ":=",
    ),
    *(
        '"a"',
        "'a'",
        "1",
        "-1",
        "1.",
        "1j",
        "True",
        "None",
        "...",
        "x",
        "x.y",
        "VALUE_0",
        "(1, 2)",
        "f(1)",
        "x=1",
        "b''",
    ),
    *("f'{x}'", "r'\\'", '"""', "# x", "\n)", "\n    )", "):\n", ",\n", "not ", "lambda", "if", "yield", "await x"),
    *("for x in y", "\0", "\ud800", "\ufeff", "é", "\u2028"),
)
tokens = st.sampled_from(TOKENS)
texts = st.lists(tokens, max_size=6).map("".join) | st.sampled_from(TRAPS) | st.text(max_size=8)
names = st.builds(Name, st.sampled_from(["x", "x.y"])) | st.builds(Identifier, st.sampled_from(["x", "VALUE_0"]))
numbers = st.integers(min_value=0) | st.floats(min_value=0, allow_infinity=False)  # Others are operations to Python.
plain = st.none() | st.booleans() | numbers | strings | long_texts
values = nested(
    plain
    | names
    | st.builds(Shared, plain | st.lists(plain))
    | st.builds(lambda value: call("f", value, k=value), plain)
)


@cache
def around_catchup() -> tuple[str, str, Dag]:
    """A file before and behind the value of `catchup`, and its plan."""
    dag = dag_of(*HOSTILE[0])
    head, _, tail = FILES[HOSTILE[0]].text.partition("catchup=False,\n")
    return f"{head}catchup=", f",\n{tail}", dag


def with_value(dag: Dag, value: object) -> Dag:
    return replace(dag, arguments=Arguments({**dag.arguments.values, "catchup": value}))


@given(texts, values)
def test_no_text_is_let_through_that_the_whole_file_does_not_say(text: str, value: object) -> None:
    head, tail, dag = around_catchup()
    planned = with_value(dag, value)
    if by_skeleton.matches(head + text + tail, planned):
        assert is_wholly(head + text + tail, planned)


@given(texts, texts, st.sampled_from([1, "a", True, None, 1.0]))
def test_nor_is_any_around_a_value(before: str, behind: str, value: object) -> None:
    head, tail, dag = around_catchup()
    text = head + before + lay_out(value, indent=4, column=12) + behind + tail
    if by_skeleton.matches(text, with_value(dag, value)):
        assert is_wholly(text, with_value(dag, value))


@given(texts, st.sampled_from([1, "a", True, None]))
def test_nor_where_no_bracket_is_open(text: str, value: object) -> None:
    other, planned = with_constant(text, value)
    if by_skeleton.matches(other, planned):
        assert is_wholly(other, planned)


def with_constant(text: str, value: object) -> tuple[str, Dag]:
    """A file with a text in place of the value of its first constant, and a plan with another value there."""
    dag = dag_of(*HOSTILE[0])
    name = dag.constants[0].name.text
    head, _, tail = FILES[HOSTILE[0]].text.partition(f"{name} = asset(")
    planned = replace(dag, constants=(replace(dag.constants[0], value=value), *dag.constants[1:]))
    return f"{head}{name} = {text}{tail.partition(')')[2]}", planned


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 # x", 1),
        ("1\n", 1),
        ("\n1", 1),
        (" 1", 1),
        ("\f1", 1),
        ("1 ", 1),
        ("1\\\n", 1),
        ("1,", (1,)),
        ("1, 2", (1, 2)),
        ("(1), (2)", (1, 2)),
        ('"a"\n"b"', "ab"),
        ('("a"\n"b") # \n)', "ab"),
        ('("a"\n"b"\n) # )', "ab"),
        ('(\n"a" # )', "a"),
        ('("a") # )', "a"),
        ("# x\n1", 1),
        ("(# x\n1)", 1),
    ],
)
def test_what_is_no_expression_on_its_own_is_left_to_reading_the_whole(text: str, value: object) -> None:
    head, tail, dag = around_catchup()
    assert not by_skeleton.matches(head + text + tail, with_value(dag, value))
    assert not by_skeleton.matches(*with_constant(text, value))


@given(values)
def test_each_value_is_told_in_both_ways(value: object) -> None:
    head, tail, dag = around_catchup()
    text = head + lay_out(value, indent=4, column=12, tail=1) + tail
    assert by_skeleton.matches(text, with_value(dag, value))
    assert is_wholly(text, with_value(dag, value))


@given(st.sampled_from(list(FILES)), st.integers(min_value=0), st.integers(0, 30), texts)
def test_nor_is_any_edit(file: tuple[str, str], at: int, length: int, text: str) -> None:
    whole_text = FILES[file].text
    at %= len(whole_text)
    edited = whole_text[:at] + text + whole_text[at + length :]
    if by_skeleton.matches(edited, dag_of(*file)):
        assert is_wholly(edited, dag_of(*file))


def test_a_file_without_its_form_is_read_whole() -> None:
    assert not by_skeleton.matches("", dag_of(*HOSTILE[0]))
    assert not by_skeleton.matches("import os\n\n\nwith DAG(\n", dag_of(*HOSTILE[0]))
