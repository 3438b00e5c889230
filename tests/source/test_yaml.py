"""What YAML 1.2 allows and specs use: styles, anchors, merge keys, and what libyaml alone would not read."""

from __future__ import annotations

import json

import pytest

from opsgen.diagnostics.model import Place
from opsgen.source.limits import MAX_DEPTH
from opsgen.source.parse import parse
from opsgen.source.read import decode
from opsgen.source.text import FileError, Problems, Source
from source.specs import loaded, parsed, value_of, written_at

GOOD = [
    ("a document's start and end", "--- # x\na: 1\n...\n", {"a": 1}),
    ("the version that it is", "%YAML 1.2\n---\na: 1\n", {"a": 1}),
    ("JSON", '{"a":[1,"x\\/y",{"b":null}],"c":{}}', {"a": [1, "x/y", {"b": None}], "c": {}}),
    ("a list as deep as its key", "a:\n- 1\n- 2\nb: 3\n", {"a": [1, 2], "b": 3}),
    ("a closing bracket in the first column", "a: [\n  1,\n]\nb: {\n}\n", {"a": [1], "b": {}}),
    ("block scalars", "a: |\n  x\n   y\n\nb: >-\n  x\n  y\nc: |2\n    z\n", {"a": "x\n y\n", "b": "x y", "c": "  z\n"}),
    ("text over several lines", "a: x\n  y\n\n  z\nb: 'x\n  y'\n", {"a": "x y\nz", "b": "x y"}),
    ("a quote that goes on below its key", 'a:\n  b: "x\n    y"\n', {"a": {"b": "x y"}}),
    ("an explicit key", "? a\n: 1\n? b\n", {"a": 1, "b": None}),
    ("a pair in a list", "a: [b: c]\n", {"a": [{"b": "c"}]}),
    ("tabs that indent nothing", "a:\t1\t# x\nb: [1,\n \t2]\n", {"a": 1, "b": [1, 2]}),
    ("tabs that end lines", "a: b\t\nc:\t\n - d\t\ne: |\t\n  f\n", {"a": "b", "c": ["d"], "e": "f\n"}),
    ("tabs inside text", "a: b\tc\nd: e\n \tf\n  \t\n  g\n", {"a": "b\tc", "d": "e f\ng"}),
    ("a tab at the start of a literal block", "a: |\n  \tx\n   y\nb: |-\n\n \t\nc: 1\n",
     {"a": "\tx\n y\n", "b": "\n\t", "c": 1}),
    ("empty lines above a block", "a: >\n \n  \n  x\nb: |\n    \nc: 1\n", {"a": "\n\nx\n", "b": "", "c": 1}),
    ("blocks whose last line does not end", "a: |\n  x", {"a": "x\n"}),
    ("the same without its last line end", "a: |-\n  x", {"a": "x"}),
    ("the same with all line ends", "a: |+\n  x\n  ", {"a": "x\n"}),
    ("a hash in text", "a: x#y\nb: 'x'\nc: \"],#\"\nd: [e]  # [f],#\ne: |\n  'x'#y\nf: g ],#h\n",
     {"a": "x#y", "b": "x", "c": "],#", "d": ["e"], "e": "'x'#y\n", "f": "g ],#h"}),
    ("brackets below an explicit key", "? a\n: [b,\n c]\n", {"a": ["b", "c"]}),
    ("brackets below an anchor", "&x a: [b,\n c]\nd:\n- &y [e,\n f]\n- - {g: [\n    h]}\n",
     {"a": ["b", "c"], "d": [["e", "f"], [{"g": ["h"]}]]}),
    ("an apostrophe in text", "a: it's [x] {y} \"z\"\n", {"a": "it's [x] {y} \"z\""}),
    # aliases and merge keys
    ("an alias of text", "a: &a x\nb: [*a]\n", {"a": "x", "b": ["x"]}),
    ("an alias as key", "a: &a x\n*a : 1\n", {"a": "x", "x": 1}),
    ("an anchor that is used again", "a: &a 1\nb: &a 2\nc: *a\n", {"a": 1, "b": 2, "c": 2}),
    ("a merge", "a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n", {"a": {"x": 1, "y": 2}, "b": {"y": 3, "x": 1}}),
    ("a merge after what overrides it", "a: &a {x: 1}\nb: {x: 2, <<: *a}\n", {"a": {"x": 1}, "b": {"x": 2}}),
    ("a merge of several", "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b]}\n",
     {"a": {"x": 1}, "b": {"x": 2, "y": 2}, "c": {"x": 1, "y": 2}}),
    ("a merge of a merge", "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n",
     {"a": {"x": 1}, "b": {"x": 1, "y": 2}, "c": {"x": 1, "y": 2}}),
    ("a quoted merge sign is a key", "'<<': {x: 1}\n", {"<<": {"x": 1}}),
    # what libyaml 0.1 reads as YAML 1.1, or not at all
    ("a URL in brackets", "{lake: s3://example-lake, list: [http://x:80/?a=b]}", {"lake": "s3://example-lake", "list": ["http://x:80/?a=b"]}),
    ("a time in brackets", "a: [22:30, 7:05]\n", {"a": ["22:30", "7:05"]}),
    ("colons around text in brackets", "a: [::x, :x, x::y]\n", {"a": ["::x", ":x", "x::y"]}),
    ("question marks in brackets", "a: [what?, a?b, '?']\n", {"a": ["what?", "a?b", "?"]}),
    ("question marks between words in brackets", "a: [new, why ? because, {b ? c: d- ? e}]\n",
     {"a": ["new", "why ? because", {"b ? c": "d- ? e"}]}),
    ("question marks that start keys in brackets", "a: [? b : c, {? d, ? e : f}]\n",
     {"a": [{"b": "c"}, {"d": None, "e": "f"}]}),
    ("a quoted key in a list in brackets", "a: ['b':c, \"d\": e]\n", {"a": [{"b": "c"}, {"d": "e"}]}),
    ("a key in brackets with a quote beside it", "{'a':1,\"b\":[2],'c d':x:y}", {"a": 1, "b": [2], "c d": "x:y"}),
    ("line separators in text", 'a: x\u2028y\nb: "x \u2029 y"\n', {"a": "x\u2028y", "b": "x \u2029 y"}),
    ("private-use characters", "a: [\ue000:\ue001, x:y]\n", {"a": ["\ue000:\ue001", "x:y"]}),
    ("a non-breaking space", "a: [x:\xa0y]\n", {"a": ["x:\xa0y"]}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), [row[1:] for row in GOOD], ids=[row[0] for row in GOOD])
def test_good_yaml_is_read(text, value):
    assert value_of(text) == value
    document, codes = parsed(decode(text.encode(), "opsgen.yaml").source.text, pure=True)
    assert (document.value, codes) == (value, [])


# What YAML 1.2 forbids and ruamel.yaml reads, and what one of its parsers reads and the other does not.
STRICT = [
    ("a comment glued to double quotes", 'a: "b"# c\n', "SRC110", 1, 7),
    ("a comment glued to single quotes", "a: {b: '#c'#d\n  }\n", "SRC110", 1, 12),
    ("a comment glued to brackets", "a: [b]#c\n", "SRC110", 1, 7),
    ("a comment glued to braces", "a: {b: c}#d\n", "SRC110", 1, 10),
    ("a comment glued to a comma", "a: [b,#c\n  d]\n", "SRC110", 1, 7),
    ("a comment glued to the sign of a block", "a: >#b\n  c\n", "SRC110", 1, 5),
    ("a comment glued to that of a block with a tag", "a: !!str |-#b\n  c\n", "SRC110", 1, 12),
    ("empty lines deeper than a block", "a: >\n    \n  b\n", "SRC110", 3, 3),
    ("empty lines deeper than a block in a list", "a:\n- |\n   \n  b\n", "SRC110", 4, 3),
    ("items in brackets in the column of their key", "a: [b,\nc]\n", "SRC110", 2, 1),
    ("items in brackets in the column of their dash", "a:\n  - [b,\n  c]\n", "SRC110", 3, 3),
    ("items in brackets behind a tab", "a: [b,\n\tc]\n", "SRC113", 2, 1),
    ("quotes in the column of their dash", "a:\n  - 'b\n  c'\n", "SRC111", 2, 5),
    ("a dash in brackets", "a: [-]\n", "SRC110", 1, 5),
    ("a colon glued to a comma", "a: {b:, c: d}\n", "SRC110", 1, 6),
    ("a tab above a literal block that is not indented", "a: |\n\tb\n", "SRC113", 2, 1),
    ("a tab below a literal block", "a:\n  b: |\n  \tc: d\n", "SRC113", 3, 3),
    ("a tab between dashes", "a:\n  -\t- b\n", "SRC110", 2, 4),
    ("a colon in the name of an anchor", "a: &b:c d\n", "SRC110", 1, 4),
    ("an unknown directive", "%OPS x\n---\na: 1\n", "SRC110", 1, 5),
    ("two ends of a document", "a: 1\n...\n...\n", "SRC115", 3, 1),
    ("a tag of three marks", "a: !!!str b\n", "SRC122", 1, 4),
]


@pytest.mark.parametrize("pure", [False, True], ids=["by C", "by Python"])
@pytest.mark.parametrize(
    ("text", "code", "line", "column"), [row[1:] for row in STRICT], ids=[row[0] for row in STRICT]
)
def test_what_yaml_forbids_is_refused_by_both_parsers(text, code, line, column, pure):
    problems = Problems(Source("opsgen.yaml", text))
    try:
        parse(problems, pure=pure)
    except FileError as error:
        problems.found.append(error.diagnostic)
    [found] = problems.found
    assert found.code == code
    if not pure:  # whose marks the C parser's are not in all cases
        assert (found.span.line, found.span.column) == (line, column)


def test_escapes_are_read():
    assert value_of('a: "\\t\\r\\n\\x41\\u00e9\\U0001F600\\_\\L\\P"\n') == {"a": "\t\r\nAé😀\xa0\u2028\u2029"}


def test_ordinary_unicode_is_read():
    text = "Grüße, 世界, שלום, 👩\u200d👩\u200d👧, e\u0301"
    assert value_of(f"{json.dumps(text, ensure_ascii=False)}: {text}\n") == {text: text}


def test_values_may_stand_as_deep_as_the_limit():
    inner = MAX_DEPTH - 1
    assert loaded(f"a: {'[' * inner}{']' * inner}\n").diagnostics == []
    assert [each.code for each in loaded(f"a: {'[' * (inner + 1)}{']' * (inner + 1)}\n").diagnostics] == ["SRC129"]


def test_what_an_alias_stands_for_has_its_place_at_the_anchor():
    tree = loaded("a: &a {x: 1, y: [2]}\nb: *a\nc: {<<: *a, z: 3}\n").tree
    assert written_at(tree, Place(("b",))) == "*a"
    assert written_at(tree, Place(("b", "y", 0))) == "2"
    assert tree.span(Place(("b", "y", 0))).line == 1
    assert tree.span(Place(("c", "x"), "key")) == tree.span(Place(("a", "x"), "key"))
    assert written_at(tree, Place(("c", "z"))) == "3"


def test_a_refused_entry_leaves_the_places_of_the_others_alone():
    tree = loaded("a: .nan\nb: [x, .inf, y]\n5: z\nb: w\nc: {d: *e, f: 1}\n").tree
    assert tree.value == {"b": ["x", "y"], "c": {"f": 1}}
    assert written_at(tree, Place(("b", 1))) == "y"
    assert written_at(tree, Place(("c", "f"), "key")) == "f"
    assert tree.span(Place(("c", "f"))).line == 5


OTHER = [
    ("%YAML 1.1", "SRC118", 1),
    ("# one\n\n%YAML 1.1\nversion: 1\n", "SRC118", 3),
    ("%YAML 1.3\n---\na: 1\n", "SRC118", 1),
    ("%YAML 2.0\n---\na: 1\n", "SRC118", 1),
    ("%YAML 1.2\nversion: 1\n", "SRC110", 1),
    ("%TAG ! tag:example.com,2026:\nversion: 1\n", "SRC110", 1),
]


@pytest.mark.parametrize("pure", [False, True], ids=["by C", "by Python"])
@pytest.mark.parametrize(("text", "code", "line"), OTHER)
def test_directives_that_are_not_for_us_are_told_at_their_line(text, code, line, pure):
    problems = decode(text.encode(), "opsgen.yaml")
    with pytest.raises(FileError) as error:
        parse(problems, pure=pure)
    found = error.value.diagnostic
    assert (found.code, found.span.line, found.span.column) == (code, line, 1)
    assert "%" in found.help[0]
