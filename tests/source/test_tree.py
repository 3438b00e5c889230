"""Spans, excerpts and interpolations."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.diagnostics.model import Place, Span
from opsgen.source import load
from source.specs import loaded, written_at

REFERENCE = """\
version: 1  # é😀
variables:
  läke: {default: "s3://${var.x}/😀raw", other: 'b'}
list:
  - plain ${var.y} text
  - >-
    folded
    ${var.z}
  - "esc\\taped"
nothing:
empty: {}
last: {a: [1, 2], b: 3}
"""


@pytest.fixture(scope="module")
def tree():
    return loaded(REFERENCE).tree


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("version",), "version", "1"),
        (("variables", "läke", "default"), "default", '"s3://${var.x}/😀raw"'),
        (("variables", "läke", "other"), "other", "'b'"),
        (("variables", "läke"), "läke", "{default: \"s3://${var.x}/😀raw\", other: 'b'}"),
        (("list", 0), "plain ${var.y} text", "plain ${var.y} text"),
        (("empty",), "empty", "{}"),
        (("last", "a"), "a", "[1, 2]"),
        (("last", "a", 1), "2", "2"),
    ],
)
def test_a_span_covers_what_is_written(tree, path, key, value):
    assert written_at(tree, Place(path, "key")) == key
    assert written_at(tree, Place(path)) == value


def test_columns_count_code_points(tree):
    assert tree.span(Place(("variables", "läke", "other"))) == Span("opsgen.yaml", 3, 48, 3, 51)


def test_a_block_mapping_ends_with_its_last_value(tree):
    span = tree.span(Place(("list",)))
    assert (span.line, span.column, span.end_line, span.end_column) == (5, 3, 9, 16)


def test_an_omitted_value_stands_behind_its_colon(tree):
    assert tree.span(Place(("nothing",))) == Span("opsgen.yaml", 10, 9, 10, 9)


@pytest.mark.parametrize(
    ("path", "part", "covered"),
    [
        (("variables", "läke", "default"), (5, 13), "${var.x}"),
        (("variables", "läke", "default"), (14, 15), "😀"),
        (("list", 0), (6, 14), "${var.y}"),
        (("list", 2), (0, 3), "esc"),
        (("list", 2), (4, 9), "aped"),
    ],
)
def test_a_part_of_a_scalar_is_exact(tree, path, part, covered):
    assert written_at(tree, Place(path, part=part)) == covered


def test_a_part_of_a_block_scalar_is_exact(tree):
    assert tree.span(Place(("list", 1), part=(7, 15))) == Span("opsgen.yaml", 8, 5, 8, 13)


def test_a_part_of_a_key_is_exact(tree):
    assert written_at(tree, Place(("variables", "läke"), "key", (1, 2))) == "ä"


@pytest.mark.parametrize("path", [("last", "c"), ("last", "c", "d"), ("last", 0), ("last", "c", 0)])
def test_what_does_not_exist_stands_at_the_longest_part_that_does(tree, path):
    for at in ("key", "value"):
        assert tree.span(Place(path, at)) == tree.span(Place(("last",), at))


def test_what_does_not_exist_in_a_list_stands_at_the_list(tree):
    for step in (3, -1, "x"):
        assert tree.span(Place(("list", step))) == tree.span(Place(("list",)))


def test_what_does_not_exist_in_the_root_stands_at_the_root(tree):
    assert tree.span(Place(("nope",))) == tree.span(Place(())) == Span("opsgen.yaml", 1, 1, 12, 24)


def test_interpolations_are_listed_in_order(tree):
    assert tree.interpolations == [("variables", "läke", "default"), ("list", 0), ("list", 1)]


def test_interpolations_in_keys_and_other_signs_are_none():
    assert loaded("'${var.x}': ${HOME} ${{ x }} $var.x\n").tree.interpolations == []


def test_interpolations_are_found_through_aliases_and_merges():
    tree = loaded("a: &a {x: '${var.x}', y: 1}\nb: [*a]\nc: {<<: *a, x: 1}\nd: {<<: *a}\ne: &e ${var.e}\nf: *e\n").tree
    assert tree.interpolations == [("a", "x"), ("b", 0, "x"), ("d", "x"), ("e",), ("f",)]


def test_lines_are_for_excerpts(tree):
    assert tree.lines("opsgen.yaml")[0] == "version: 1  # é😀"
    assert tree.files == ("opsgen.yaml",)


def test_lines_are_there_without_a_tree():
    result = load(Path("opsgen.yaml"), text=b"a: 1\r\nb: [\r\nc: caf\xe9\r\n")
    assert result.tree is None
    assert result.lines("opsgen.yaml") == ["a: 1", "b: [", "c: caf\ufffd", ""]
    assert result.lines("another.yaml") == []


def test_the_entry_is_named_from_where_the_user_stands(tmp_path, monkeypatch):
    (tmp_path / "project").mkdir()
    spec = tmp_path / "project" / "opsgen.yaml"
    spec.write_text("a: 1\n")
    monkeypatch.chdir(tmp_path)
    assert load(spec).tree.files == ("project/opsgen.yaml",)
    assert load(Path("project/../project/opsgen.yaml")).tree.files == ("project/opsgen.yaml",)
    monkeypatch.chdir(tmp_path / "project")
    assert load(spec).tree.files == ("opsgen.yaml",)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert load(spec).tree.files == (spec.as_posix(),)
    assert load(spec, shown="<stdin>").tree.files == ("<stdin>",)


def test_garbage_collection_is_as_it_was():
    import gc

    loaded("a: 1\n")
    assert gc.isenabled()
    gc.disable()
    try:
        loaded("a: [\n")
        assert not gc.isenabled()
    finally:
        gc.enable()
