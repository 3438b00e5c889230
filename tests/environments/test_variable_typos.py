from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.environments.variable_typos import variable_typos
from opsgen.source import load


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
