"""What holds for any text and any value."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from opsgen.diagnostics.model import Place
from source.specs import as_json, as_yaml, fits_brackets, loaded, parsed, roots, scalars, texts, value_of, written_at

# ruamel.yaml loses a space where it folds at two.
foldable = texts.filter(lambda text: "  " not in text)
folded = st.fixed_dictionaries({"text": foldable, "texts": st.lists(foldable)})
written = st.one_of(
    st.builds(as_yaml, roots),
    st.builds(as_yaml, roots.filter(fits_brackets), flow=st.just(True)),
    st.builds(as_yaml, folded, width=st.integers(5, 80)),
    st.builds(as_json, roots, indent=st.none() | st.integers(0, 4)),
)
pieces = [
    *("a", "b", "1", "010", "1e3", "é😀", "~", "true", "NO", "s3://x", "${var.x}", "\u2028"),
    *(": ", ":", ":\n", ", ", "- ", "-", "? ", "?", "[", "]", "{", "}", " ", "\t", "\n", "\n  ", "\n    ", "\n\t"),
    *('"', "'", "\\", "\\n", "#", " #", "|\n", ">-\n", "%", "@", "---\n", "...\n"),
    *("&a ", "*a", "<<", "<<: *a\n", "!", "!!str ", "!!int ", "!x "),
]
puzzles = st.lists(st.sampled_from(pieces), max_size=30).map("".join)


@given(roots)
def test_what_ruamel_writes_loads_to_the_same_value(value):
    assert repr(value_of(as_yaml(value))) == repr(value)


@given(roots.filter(fits_brackets))
def test_what_ruamel_writes_in_brackets_loads_to_the_same_value(value):
    assert repr(value_of(as_yaml(value, flow=True))) == repr(value)


@given(folded, st.integers(5, 80))
def test_what_ruamel_folds_loads_to_the_same_value(value, width):
    assert repr(value_of(as_yaml(value, width=width))) == repr(value)


@given(roots, st.none() | st.integers(0, 4))
def test_json_loads_to_the_same_value(value, indent):
    assert repr(value_of(as_json(value, indent=indent))) == repr(value)


@given(written)
def test_every_scalar_reads_the_same_where_its_span_says_that_it_stands(text):
    tree = loaded(text).tree
    for path, value in scalars(tree.value):
        assert read_again(written_at(tree, Place(path))) == value
        if isinstance(path[-1], str):
            assert read_again(written_at(tree, Place(path, "key"))) == path[-1]


@given(st.binary() | st.text().map(str.encode) | puzzles.map(str.encode))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"a: \xf0\x9f")
def test_any_bytes_load_or_are_refused_with_a_place(data):
    result = loaded(data)
    assert result.tree is not None or result.diagnostics
    for diagnostic in result.diagnostics:
        assert diagnostic.message.isprintable()
        assert all(line.isprintable() for line in diagnostic.help)
        lines = result.lines(diagnostic.span.file)
        assert 1 <= diagnostic.span.line <= diagnostic.span.end_line <= len(lines)
        assert 1 <= diagnostic.span.column <= len(lines[diagnostic.span.line - 1]) + 1


@given(puzzles | written)
def test_both_parsers_accept_the_same_and_find_the_same_in_it(text):
    (by_c, codes_by_c), (by_python, codes_by_python) = parsed(text, pure=False), parsed(text, pure=True)
    assert bool(codes_by_c) == bool(codes_by_python)
    if by_c is None or by_python is None:
        return
    assert repr(by_c.value) == repr(by_python.value)
    assert codes_by_c == codes_by_python
    assert list(by_c.interpolations()) == list(by_python.interpolations())
    for path, _ in scalars(by_c.value):
        for at in ("key", "value"):
            assert by_c.span(Place(path, at)) == by_python.span(Place(path, at))


@given(written)
def test_both_parsers_accept_what_is_written_well(text):
    assert parsed(text, pure=True)[0] is not None
    assert parsed(text, pure=False)[0] is not None


@given(written, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\ufeff"]))
def test_line_ends_and_a_byte_order_mark_change_nothing(text, line_end, mark):
    plain, other = loaded(text).tree, loaded(mark + text.replace("\n", line_end)).tree
    assert repr(other.value) == repr(plain.value)
    assert other.interpolations == plain.interpolations
    for path, _ in scalars(plain.value):
        assert other.span(Place(path)) == plain.span(Place(path))


def read_again(scalar: str) -> object:
    """The value of a scalar on its own; further lines are indented, which inside a scalar means nothing."""
    return value_of("x: " + scalar.replace("\n", "\n "))["x"]
