"""Every kind of bad text: which code it gets, and where."""

from __future__ import annotations

import pytest

from bad_inputs.yaml_text import BAD
from opsgen.source.codes import CODES
from opsgen.source.limits import MAX_ALIASED_VALUES
from source.specs import loaded


@pytest.mark.parametrize(("text", "code", "line", "column"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_text_is_refused_at_its_cause(text, code, line, column):
    diagnostic = loaded(text).diagnostics[-1]
    assert (diagnostic.code, diagnostic.span.line, diagnostic.span.column) == (code, line, column)
    assert diagnostic.message.isprintable()
    assert diagnostic.help
    assert not diagnostic.message.endswith(".")


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("a: {b: ${var.x}/y}\n", 'put the whole value in quotes, such as `"${var.x}/y"`'),
        ("a: {b: ${{ x }}}\n", "put the whole value in quotes"),
        ("a: {b: 1, c: #d}\ne: 1\n", '`#` starts a comment that hides the closing bracket: write `"#d"` in quotes'),
        ("a: {b: 1 # one\ne: 1\n", "close it with `}`"),
    ],
)
def test_what_brackets_make_of_signs_is_said(text, help_):
    [diagnostic] = loaded(text).diagnostics
    assert diagnostic.help == (help_,)


def test_an_alias_bomb_is_refused_by_the_limit_it_meets():
    lines = ["a0: &a0 [1]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 60))]
    [diagnostic] = loaded("\n".join(lines)).diagnostics
    assert diagnostic.code == "SRC128"
    assert f"{MAX_ALIASED_VALUES:,}" in diagnostic.message


def test_a_merge_bomb_is_refused_by_the_limit_it_meets():
    entries = ", ".join(f"k{n}: 1" for n in range(1000))
    [diagnostic] = loaded(f"a: &a {{{entries}}}\nb:\n" + "  - {<<: [*a, *a]}\n" * 100).diagnostics
    assert (diagnostic.code, diagnostic.span.line) == ("SRC128", 53)


def test_duplicates_name_both_places():
    [diagnostic] = loaded("x:\n  a: 1\n  b: 2\n  b: 3\n").diagnostics
    assert (diagnostic.span.line, diagnostic.span.column) == (4, 3)
    [related] = diagnostic.related
    assert (related.span.line, related.span.column) == (3, 3)


def test_one_problem_does_not_hide_the_next():
    result = loaded("a: .inf\nb: !x 1\nc: *d\ne: 1\ne: 2\n5: 1\nf: 1\n")
    assert [each.code for each in result.diagnostics] == ["SRC124", "SRC122", "SRC126", "SRC120", "SRC121"]
    assert result.tree.value == {"e": 1, "f": 1}


def test_every_forbidden_character_is_reported_once():
    result = loaded("a: \x01\x02\x01\nb: \x01\u202e\n")
    assert [(each.span.line, each.span.column) for each in result.diagnostics] == [(1, 4), (1, 5), (2, 5)]
    assert [each.message.split()[3] for each in result.diagnostics] == ["U+0001", "U+0002", "U+202E"]


def test_an_unknown_alias_is_told_of_the_nearest_anchor():
    [diagnostic] = loaded("a: &default 1\nb: *defaults\n").diagnostics
    assert diagnostic.help[0] == "did you mean `default`?"


def test_a_mixed_script_is_a_warning_and_the_key_stays():
    result = loaded("\u0430irports: 1\n")
    assert [each.severity for each in result.diagnostics] == ["warning"]
    assert result.tree.value == {"\u0430irports": 1}


def test_a_key_in_one_script_is_fine():
    for key in ("Flüge", "рейсы", "フライト2013", "フライトdata", "航班_id", "Δ", "µs", "it is 5 µ"):
        assert loaded(f"{key}: 1\n").diagnostics == []


def test_all_codes_of_text_are_in_the_table():
    of_text = {code.code for code in CODES if "SRC104" <= code.code < "SRC140"}
    assert of_text - {row[2] for row in BAD} == {"SRC128"}
