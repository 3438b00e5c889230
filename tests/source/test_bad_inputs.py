"""Every kind of bad text: which code it gets, and where."""

from __future__ import annotations

import pytest

from opsgen.source.codes import CODES
from opsgen.source.limits import MAX_ALIASED_VALUES, MAX_DEPTH, MAX_FILE_BYTES, MAX_PROBLEMS, MAX_VALUES
from source.specs import loaded

BAD = [
    # (what it is, text, code, line, column)
    ("an empty file", "", "SRC116", 1, 1),
    ("comments only", "# nothing yet\n\n", "SRC116", 1, 1),
    ("a marker only", "---\n", "SRC116", 1, 1),
    ("a list as root", "- a\n", "SRC117", 1, 1),
    ("text as root", "flights\n", "SRC117", 1, 1),
    ("a second document", "a: 1\n---\nb: 2\n", "SRC115", 2, 1),
    ("YAML 1.1", "%YAML 1.1\n---\na: 1\n", "SRC118", 1, 1),
    ("YAML 2.0", "# x\n%YAML 2.0\n---\na: 1\n", "SRC118", 2, 1),
    ("an unknown directive", "%OPS\n---\na: 1\n", "SRC110", 1, 5),
    # duplicate keys
    ("a key twice in the root", "a: 1\nb: 2\na: 3\n", "SRC120", 3, 1),
    ("a key twice below a list", "x:\n  - {b: 1, b: 2}\n", "SRC120", 2, 12),
    ("a key twice, quoted and not", "a: 1\n'a': 2\n", "SRC120", 2, 1),
    ("a key twice beside a merge", "d: &d {a: 1}\ne:\n  <<: *d\n  a: 2\n  a: 3\n", "SRC120", 5, 3),
    ("a key twice in a merged mapping", "e:\n  <<: {a: 1, a: 2}\n", "SRC120", 2, 14),
    ("a merge key twice", "d: &d {a: 1}\ne:\n  <<: *d\n  <<: *d\n", "SRC120", 4, 3),
    # keys
    ("a number as key", "5: a\n", "SRC121", 1, 1),
    ("a float as key", "x: {1.5: a}\n", "SRC121", 1, 5),
    ("true as key", "true: a\n", "SRC121", 1, 1),
    ("null as key", "~: a\n", "SRC121", 1, 1),
    ("no key", ": a\n", "SRC121", 1, 1),
    ("no key in brackets", "{: a}\n", "SRC121", 1, 2),
    ("a list as key", "[a]: b\n", "SRC121", 1, 1),
    ("a mapping as key", "? {a: b}\n: c\n", "SRC121", 1, 3),
    ("a number as key by an alias", "a: &a 5\n*a : b\n", "SRC121", 2, 1),
    ("Cyrillic amid Latin in a key", "\u0430irports: 1\n", "SRC131", 1, 1),
    ("Greek amid Latin in a key", "x: {\u03bfrigin: 1}\n", "SRC131", 1, 5),
    # aliases and merges
    ("an unknown alias", "a: *b\n", "SRC126", 1, 4),
    ("an alias above its anchor", "a: *b\nb: &b 1\n", "SRC126", 1, 4),
    ("an alias in its own list", "a: &a [1, *a]\n", "SRC127", 1, 11),
    ("an alias in its own mapping", "a: &a\n  b:\n    c: *a\n", "SRC127", 3, 8),
    ("an alias merged into itself", "a: &a\n  <<: *a\n", "SRC127", 2, 7),
    ("text merged", "a: {<<: b}\n", "SRC130", 1, 9),
    ("a list of text merged", "a: {<<: [b]}\n", "SRC130", 1, 9),
    # scalars
    ("no number", "a: .nan\n", "SRC124", 1, 4),
    ("infinite", "a: [1, -.INF]\n", "SRC124", 1, 8),
    ("too large a float", "a: 1e999\n", "SRC124", 1, 4),
    ("an infinite float by its tag", "a: !!float .inf\n", "SRC124", 1, 4),
    ("too large an integer", "a: 18446744073709551616\n", "SRC125", 1, 4),
    ("too small an integer", "a: -9223372036854775809\n", "SRC125", 1, 4),
    ("thousands of digits", f"a: {'9' * 5000}\n", "SRC125", 1, 4),
    ("thousands of hexadecimal digits", f"a: 0x{'f' * 5000}\n", "SRC125", 1, 4),
    ("a foreign tag", "a: !env HOME\n", "SRC122", 1, 4),
    ("a tag that builds objects", "a: !!python/object/apply:os.system [ls]\n", "SRC122", 1, 4),
    ("binary", "a: !!binary aGk=\n", "SRC122", 1, 4),
    ("a time stamp by its tag", "a: !!timestamp 2013-01-01\n", "SRC122", 1, 4),
    ("a set", "a: !!set {x}\n", "SRC122", 1, 4),
    ("an undeclared tag", "a: !e!x 5\n", "SRC122", 1, 4),
    ("the tag without a name", "a: ! 5\n", "SRC122", 1, 4),
    ("a tag on a key", "!x a: 1\n", "SRC122", 1, 1),
    ("an ill-typed integer", "a: !!int five\n", "SRC123", 1, 4),
    ("an ill-typed truth", "a: !!bool yes\n", "SRC123", 1, 4),
    ("an ill-typed null", "a: !!null x\n", "SRC123", 1, 4),
    ("a list called a mapping", "a: !!map [1]\n", "SRC123", 1, 4),
    ("a mapping called text", "a: !!str {b: 1}\n", "SRC123", 1, 4),
    # characters
    ("NUL", "a: \0\n", "SRC106", 1, 4),
    ("NUL as an escape", 'a: "x\\0"\n', "SRC106", 1, 4),
    ("ESC", "a: x\x1b[31m\n", "SRC106", 1, 5),
    ("ESC in a comment", "a: 1 # \x1b[31m\n", "SRC106", 1, 8),
    ("ESC as an escape in a key", '"\\e": 1\n', "SRC106", 1, 1),
    ("a form feed", "a: 1\n\x0c\nb: 2\n", "SRC106", 2, 1),
    ("DEL", "a: \x7f\n", "SRC106", 1, 4),
    ("a control of C1", "é: \x9b\n", "SRC106", 1, 4),
    ("NEL", "a: x\x85y\n", "SRC106", 1, 5),
    ("a right-to-left override", "a: 1\nb: \u202egold\n", "SRC106", 2, 4),
    ("a bidirectional isolate as an escape", 'a: "\\u2066"\n', "SRC106", 1, 4),
    ("a byte order mark amid text", "a: x\ufeffy\n", "SRC106", 1, 5),
    ("half of a pair as an escape", 'a: "\\ud83d\\ude00"\n', "SRC106", 1, 5),
    ("half of a pair as bytes", b"a: \xed\xa0\xbd\n", "SRC106", 1, 4),
    ("an escape beyond Unicode", 'a: "\\U00110000"\n', "SRC106", 1, 5),
    ("Latin-1", "a: 1\nb: caf\xe9\n".encode("latin-1"), "SRC105", 2, 7),
    ("a cut sequence", b"a: x\xf0\x9f\x98", "SRC105", 1, 5),
    ("an overlong sequence", b"a: \xc0\xaf\n", "SRC105", 1, 4),
    ("UTF-16", "a: 1\n".encode("utf-16"), "SRC105", 1, 1),
    ("UTF-16 without a mark", "a: 1\n".encode("utf-16-le"), "SRC105", 1, 2),
    ("UTF-32", "a: 1\n".encode("utf-32"), "SRC105", 1, 1),
    # quotes and brackets
    ("a quote left open to the end", "b: 1\na: 'foo\nc: 2\n", "SRC111", 2, 4),
    ("a quote left open to the next one", 'a: "foo\nb: "bar"\nc: 1\n', "SRC111", 1, 4),
    ("a single quote left open to the next one", "a: 'foo\nb: 'bar'\n", "SRC111", 1, 4),
    ("a quote that swallows a key in silence", 'a: "foo\nb: "\nc: 1\n', "SRC111", 1, 4),
    ("a quote left open below", "x:\n  - a: 'foo\n    b: 1\ny: 'bar'\n", "SRC111", 2, 8),
    ("a quote left open in brackets", 'a: {b: "c}\nd: "e"\n', "SRC111", 1, 8),
    ("a quote left open in a list", 'a:\n- "b\n- c\n', "SRC111", 2, 3),
    ("a quoted key left open", '"a: 1\nb: 2\n', "SRC111", 1, 1),
    ("an apostrophe in single quotes", "a: 'it's'\n", "SRC110", 1, 8),
    ("text after a quote", 'a: "b" c\n', "SRC110", 1, 8),
    ("a bracket left open", "a: [1, 2\nb: 3\n", "SRC112", 1, 4),
    ("a bracket left open to the end", "a: [1,\n  2\n", "SRC112", 1, 4),
    ("a bracket left open before a document", "a: [\n---\n", "SRC112", 1, 4),
    ("a brace left open on its line", "a: {\n  x: 1,\nb: 2\nc: 3\n", "SRC112", 1, 4),
    ("a brace left open below", "x:\n  y: {a: 1,\n  z: 2\nw: 3\n", "SRC112", 2, 6),
    ("a bracket left open in JSON", '{\n"a": 1,\n"b": [1, 2\n"c": 3\n}\n', "SRC112", 3, 6),
    ("a brace left open in JSON", '{\n"a": {"b": 1,\n"c": 2\n}\n', "SRC112", 2, 6),
    ("the other bracket", "a: {b: [1, 2}\n", "SRC112", 1, 8),
    ("a stray bracket", "a: ]\n", "SRC112", 1, 4),
    ("a bracket too many", "a: [1]]\n", "SRC112", 1, 7),
    ("a bracket left open after much else", "a: |\n  [ '\nb: it's # [\nc: 'x]'\nd: [1\ne: 2\n", "SRC112", 5, 4),
    # indentation
    ("a tab as indentation", "a:\n\tb: 1\n", "SRC113", 2, 1),
    ("a tab after spaces", "a:\n  b: 1\n  \tc: 2\n", "SRC113", 3, 3),
    ("a tab that goes on from text", "a: b\n\tc: d\n", "SRC113", 2, 1),
    ("a key too shallow", "a:\n  b: 1\n c: 2\n", "SRC110", 3, 2),
    ("a key too deep", "a: 1\n  b: 2\n", "SRC110", 2, 4),
    ("an item amid keys", "a: 1\n- b\n", "SRC110", 2, 1),
    ("a key amid items", "- a\nb: 1\n", "SRC110", 2, 1),
    ("an item on its key's line", "a: - b\n", "SRC110", 1, 4),
    ("a reference without quotes in brackets", "a: {min: ${var.x}}\n", "SRC110", 1, 10),
    ("an expression without quotes in brackets", "a: [${{ x }}]\n", "SRC110", 1, 5),
    # other syntax
    ("a colon in text", "a: late: over 30\n", "SRC110", 1, 8),
    ("a key without a colon", "a: 1\nfoo\nb: 2\n", "SRC110", 2, 1),
    ("text that starts with @", "a: @x\n", "SRC110", 1, 4),
    ("text that starts with a backtick", "a: `x`\n", "SRC110", 1, 4),
    ("text that starts with %", "a: %x\n", "SRC110", 1, 4),
    ("a glob", "a: *.csv\n", "SRC110", 1, 4),
    ("an anchor without a name", "a: &\n", "SRC110", 1, 4),
    ("a regular expression in double quotes", 'a: "\\d+"\n', "SRC114", 1, 5),
    ("an escape without digits", 'a: "\\x4"\n', "SRC110", 1, 7),
    ("text after a block scalar's sign", "a: |x\n", "SRC110", 1, 4),
    ("no value before a comma", "a: [,]\n", "SRC110", 1, 5),
    ("no comma", "a: {b: 1 c: 2}\n", "SRC110", 1, 11),
    ("no space after a colon", "a: {b:}\n", "SRC110", 1, 6),
    ("text after the root", "{a: 1} b\n", "SRC110", 1, 8),
    # limits
    ("brackets without end", "[" * 100_000, "SRC129", 1, MAX_DEPTH + 1),
    ("mappings without end", "{a: " * 5_000, "SRC129", 1, 4 * MAX_DEPTH + 1),
    ("lists without end", "- " * 100_000, "SRC129", 1, 2 * MAX_DEPTH + 1),
    ("depth by an alias", f"a: &a {'[' * 60}{']' * 60}\nb: {'[' * 60}*a{']' * 60}\n", "SRC129", 2, 64),
    ("more problems than can be read", "5: a\n" * (MAX_PROBLEMS + 1), "SRC133", MAX_PROBLEMS + 1, 1),
    ("more values than a spec has", f"a: [{'1,' * MAX_VALUES}]", "SRC132", 1, 2 * MAX_VALUES - 5),
    ("a huge file", b"#" * (MAX_FILE_BYTES + 1), "SRC104", 1, 1),
]  # fmt: skip


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
        ("a: {b: ${var.x}/y}\n", 'put the whole value in quotes, as `"${var.x}/y"`'),
        ("a: {b: ${{ x }}}\n", "put the whole value in quotes"),
        ("a: {b: 1, c: #d}\ne: 1\n", '`#` begins a comment, in which it is closed: write `"#d"` in quotes'),
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
