from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.environments.overlay import Overlay, overlay
from opsgen.environments.variables import variable_typos
from opsgen.source import load

SPEC = """\
variables:
  lake: {default: data}
  root: {default: "${var.lake}/flights"}
  replicas: {type: integer, default: 2}
  ratio: {type: number, default: 0.5}
  on: {type: boolean, default: true}
  bare: {}
environments:
  dev: {}
  prod:
    description: TEXT
    variables: {lake: s3://example-lake, bare: "x"}
value: TEXT
"""


def applied(text: str, environment: str = "dev") -> Overlay:
    tree = load(Path("opsgen.yaml"), text=text.encode()).tree
    assert tree is not None
    return overlay(tree.value, tree.interpolations, environment)


def value(text: str, environment: str = "dev") -> Any:
    result = applied(SPEC.replace("TEXT", text), environment)
    assert result.findings == []
    return result.value["value"]


def findings(text: str, environment: str = "dev") -> list[tuple[str, str]]:
    return [(code.code, finding.message) for code, finding in applied(text, environment).findings]


@pytest.mark.parametrize(
    ("text", "dev", "prod"),
    [
        ('"${var.lake}"', "data", "s3://example-lake"),
        ('"${var.root}"', "data/flights", "s3://example-lake/flights"),
        ('"a/${var.lake}/${var.lake}"', "a/data/data", "a/s3://example-lake/s3://example-lake"),
        ('"${var.replicas}"', 2, 2),
        ('"${var.replicas} of ${var.ratio}"', "2 of 0.5", "2 of 0.5"),
        ('"${var.on}"', True, True),
        ('"is ${var.on}"', "is true", "is true"),
    ],
)
def test_a_reference_stands_for_the_value_of_its_environment(text: str, dev: object, prod: object) -> None:
    assert (value(text), value(text, "prod")) == (dev, prod)


@pytest.mark.parametrize(
    "text",
    ["${HOME}", "$HOME", "${{ secrets.X }}", "${{ var.lake }}", "{{ var.lake }}", "$(var.lake)", "${VAR.lake}"],
)
def test_no_other_text_is_touched(text: str) -> None:
    assert value(f"'{text}'") == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [("$${var.lake}", "${var.lake}"), ("a $${var.no} ${var.lake}", "a ${var.no} data"), ("$${var.", "${var.")],
)
def test_a_doubled_sign_stands_for_the_text_itself(text: str, seen: str) -> None:
    assert value(f'"{text}"') == seen


@given(st.text())
def test_text_without_a_reference_stays(text: str) -> None:
    tree = {"variables": {"x": {"default": "y"}}, "value": text}
    paths = [("value",)] if "${var." in text else []
    if "${var." not in text:
        assert overlay(tree, list(paths), "default").value["value"] == text


@given(st.from_regex(r"(\$?\$\{var\.[a-z]?\}?|[a-z$ {}]){0,6}", fullmatch=True))
def test_any_use_of_variables_ends(text: str) -> None:
    tree = {"variables": {"a": {"default": text}, "b": {"default": "${var.a}"}}, "value": text}
    overlay(tree, [("value",)], "default")


def test_the_settings_of_each_environment_have_its_own_values() -> None:
    result = applied(SPEC.replace("TEXT", '"${var.lake}"'), "dev")
    assert result.value["environments"]["prod"]["description"] == "s3://example-lake"


def test_what_is_wrong_in_another_environment_is_told_there() -> None:
    text = 'variables: {x: {}}\nenvironments: {dev: {}, prod: {description: "${var.x}"}}\n'
    assert findings(text, "dev") == []
    assert findings(text, "prod") == [("VAR102", "variable `x` has no value")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('value: "${var.laek}"', [("VAR101", "there is no variable `laek`")]),
        ('value: "${var.}"', [("VAR101", "there is no variable ``")]),
        ('value: "a ${var.lake"', [("VAR101", "a variable is written `${var.NAME}`")]),
        ("environments: {dev: {variables: {laek: x}}}", [("VAR101", "there is no variable `laek`")]),
    ],
)
def test_an_unknown_variable_is_told(text: str, found: list[tuple[str, str]]) -> None:
    assert findings("variables: {lake: {default: data}}\n" + text) == found


def test_the_nearest_variable_is_named_and_shown() -> None:
    [(_, finding)] = applied('variables: {lake: {default: data}}\nvalue: "x/${var.laek}"').findings
    assert finding.help == ("did you mean `lake`?",)
    assert finding.place.part == (2, 13)
    [(place, message)] = finding.related
    assert (place.path, place.at, message) == (("variables", "lake"), "key", "`lake` is declared here")


def test_a_variable_without_a_value_is_told_once() -> None:
    [(code, finding)] = applied('variables: {x: {}}\nvalue: ["${var.x}", "a ${var.x}", "${var.x}"]').findings
    assert (code.code, finding.place.path) == ("VAR102", ("value", 0))
    assert [place.path for place, _ in finding.related] == [("variables", "x"), ("value", 1), ("value", 2)]


def test_a_variable_that_is_not_used_needs_no_value() -> None:
    assert findings("variables: {x: {}}") == []


@pytest.mark.parametrize(
    ("type_", "value", "is_what"),
    [
        ("integer", "three", "text"),
        ("integer", "1.5", "a number"),
        ("integer", "true", "true or false"),
        ("number", '"1"', "text"),
        ("number", "false", "true or false"),
        ("boolean", "1", "a whole number"),
        ("boolean", "NO", "text"),
        ("string", "true", "true or false"),
    ],
)
def test_a_value_of_another_type_is_told(type_: str, value: str, is_what: str) -> None:
    message = f"variable `x` is of type {type_}, but this is {is_what}"
    declared = f"variables: {{x: {{type: {type_}, default: {value}}}}}"
    assert findings(declared) == [("VAR103", message)]
    given_ = f"variables: {{x: {{type: {type_}}}}}\nenvironments: {{dev: {{variables: {{x: {value}}}}}}}"
    assert findings(given_) == [("VAR103", message)]


def test_a_number_is_a_text_as_it_was_written() -> None:
    assert applied('variables: {x: {default: 1.10}}\nvalue: "${var.x}"').value["value"] == "1.10"


def test_a_whole_number_is_a_number() -> None:
    assert findings("variables: {x: {type: number, default: 1}}") == []


@pytest.mark.parametrize(
    ("variables", "cycle"),
    [
        ('{a: {default: "${var.a}"}}', "a → a"),
        ('{a: {default: "${var.b}"}, b: {default: "x${var.a}"}}', "a → b → a"),
        ('{c: {default: "${var.b}"}, b: {default: "${var.d}"}, d: {default: "${var.c}"}}', "c → b → d → c"),
    ],
)
def test_a_circle_is_told_whole_and_once(variables: str, cycle: str) -> None:
    [(code, finding)] = applied(f'variables: {variables}\nvalue: "${{var.{cycle[0]}}}"').findings
    assert (code.code, finding.message) == ("VAR104", f"variables refer to each other in a cycle: {cycle}")
    assert len(finding.related) == cycle.count("→") - 1


def test_a_circle_can_be_that_of_one_environment() -> None:
    text = (
        'variables: {a: {default: x}, b: {default: "${var.a}"}}\n'
        'environments: {dev: {}, prod: {variables: {a: "${var.b}"}}}'
    )
    assert findings(text, "dev") == []
    [(_, finding)] = applied(text, "prod").findings
    assert finding.place.path == ("environments", "prod", "variables", "a")


def test_a_long_chain_is_no_circle() -> None:
    chain = "".join(f'  v{n}: {{default: "${{var.v{n + 1}}}"}}\n' for n in range(3000))
    result = applied(f'variables:\n{chain}  v3000: {{default: end}}\nvalue: "${{var.v0}}"')
    assert result.findings == []
    assert result.value["value"] == "end"


@pytest.mark.parametrize("type_", ["[string]", "{a: b}", "null", "7", "strnig"])
def test_a_type_that_is_none_is_left_to_validation(type_: str) -> None:
    result = applied(f"variables: {{days: {{type: {type_}, default: x}}}}\nvalue: ${{var.days}}")
    assert result.findings == []
    assert result.value["value"] == "x"


def found(text: str) -> list[str]:
    spec = f"variables: {{lake: {{default: data}}}}\nvalue: [{text}]\n"
    tree = load(Path("opsgen.yaml"), text=spec.encode()).tree
    assert tree is not None
    return [str(finding.help[0]) for _, finding in variable_typos(tree.value, tree.mentions)]


@pytest.mark.parametrize(
    "text",
    [
        "${vars.lake}",
        "${variables.lake}",
        "${ var.lake }",
        "${VAR.lake}",
        "$var.lake/x",
        "{{ var.lake }}",
        "{{var.lake}}",
    ],
)
def test_other_forms_of_a_reference_are_found(text: str) -> None:
    assert found(f'"{text}"') == ["write `${var.lake}`"]


@pytest.mark.parametrize(
    "text",
    ["${var.lake}", "$${var.lake}", "${HOME}", "${lake}", "${vars.other}", "{{ var.value.lake }}", "${{ vars.lake }}x"],
)
def test_other_text_is_let_be(text: str) -> None:
    assert found(f'"{text}"') == []


def test_each_is_found_where_it_stands() -> None:
    assert found('"${vars.lake} and $var.lake", {a: ["{{ var.lake }}"]}') == ["write `${var.lake}`"] * 3
