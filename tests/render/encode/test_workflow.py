from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from opsgen.render.encode.workflow import Expression, Interpolation, Workflow, inert
from render.encode.values import nested, scalars, texts


def _evaluate(text: str, contexts: dict[str, str]) -> str:
    """What GitHub makes of text: expressions that are a string or a context."""

    def value(match: re.Match[str]) -> str:
        source = match[1].strip()
        literal = re.fullmatch(r"'((?:[^']|'')*)'", source, re.DOTALL)
        return literal[1].replace("''", "'") if literal else contexts[source]

    return re.sub(r"\$\{\{((?:'[^']*'|[^'])*?)\}\}", value, text, flags=re.DOTALL)


def _evaluate_all(value: object) -> object:
    match value:
        case str():
            return _evaluate(value, {"github.ref": "main"})
        case dict():
            return {_evaluate_all(key): _evaluate_all(item) for key, item in value.items()}
        case list():
            return list(map(_evaluate_all, value))
    return value


@given(texts | st.text(alphabet="${} '"))
def test_github_gives_text_back(text: str) -> None:
    assert _evaluate(inert(text), {}) == text


@given(nested(scalars))
def test_github_gives_values_back_from_a_workflow(value: object) -> None:
    document = "\n".join(Workflow().block({"value": value})) + "\n"
    assert repr(_evaluate_all(yaml.safe_load(document))) == repr({"value": value})


dollars = st.text(alphabet="${} '")


@given(texts | dollars, dollars, texts | dollars, dollars)
def test_only_the_expressions_of_an_interpolation_are_evaluated(a: str, b: str, c: str, d: str) -> None:
    value = Interpolation(a, b, Expression("github.ref"), c, d)
    document = "\n".join(Workflow().block([value])) + "\n"
    assert _evaluate_all(yaml.safe_load(document)) == [f"{a}{b}main{c}{d}"]


@pytest.mark.parametrize(
    "source", ["github.ref", "matrix['a b']", "!cancelled() && needs.x.outputs.y != ''", "fromJSON(a.*.b)"]
)
def test_expressions(source: str) -> None:
    assert str(Expression(source)) == f"${{{{ {source} }}}}"


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (Expression("github.ref"), "${{ github.ref }}"),
        (Interpolation("train-", "delay", "-", Expression("github.ref")), "train-delay-${{ github.ref }}"),
        (Interpolation(Expression("a"), ": ", Expression("b")), '"${{ a }}: ${{ b }}"'),
        (Interpolation("no"), '"no"'),
        (Interpolation("${{ x }}"), "\"${{ '${{' }} x }}\""),
        ([Expression("a || 'b'")], "- ${{ a || 'b' }}"),
    ],
)
def test_expressions_need_no_quotes(value: object, line: str) -> None:
    assert Workflow().block(value) == [line]


def test_but_between_brackets_they_do() -> None:
    assert Workflow().flow([Expression("matrix['a']")]) == """["${{ matrix['a'] }}"]"""


@pytest.mark.parametrize("source", ["", "a }} b", "${{ a", "a\nb", 'a "b"', "it's", "a # b", "a\u202eb"])
def test_refuses_what_is_no_expression(source: str) -> None:
    with pytest.raises(ValueError, match="not an expression"):
        Expression(source)
