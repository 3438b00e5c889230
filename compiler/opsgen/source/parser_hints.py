"""Explanations of the parser's messages for invalid YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.source import codes

if TYPE_CHECKING:
    from opsgen.diagnostics.model import Code


class ParserHint(NamedTuple):
    """An explanation. `pattern` matches a message of ruamel.yaml's C or Python parser, `context: problem`."""

    pattern: str
    message: str
    help: tuple[str, ...]
    code: Code = codes.INVALID_YAML
    at_context: bool = False
    """Whether to report the error's context, where the construct started, which is closer to the cause."""


ADVICE = (
    ParserHint(
        "mapping values are not allowed",
        "a `key: value` is not allowed here",
        (
            "put text that contains `: ` in quotes",
            "indent all keys of a mapping by the same number of spaces",
        ),
    ),
    ParserHint(
        "could not find expected ':'",
        "this line is neither a `key: value` nor an item of a list",
        ("write a `:` and a space after a key", "indent text deeper where it goes on from the line before"),
        at_context=True,
    ),
    ParserHint(
        "sequence entries are not allowed",
        "an item of a list cannot start here",
        ("start the list on a line of its own, below its key",),
    ),
    ParserHint(
        "alphabetic or numeric character",
        "the name of an anchor is missing after this character",
        ("put text that starts with `*` or `&` in quotes",),
        at_context=True,
    ),
    ParserHint(
        "undefined tag handle|scanning a tag|parsing a tag|TAG directive",
        "this tag cannot be read",
        ("remove the tag, or put text that starts with `!` in quotes",),
        codes.UNKNOWN_TAG,
        at_context=True,
    ),
    ParserHint("directive", "this directive is unknown", ("remove the line that starts with `%`",)),
    ParserHint("hexdecimal", "this escape lacks digits", ("write `\\x` with two, `\\u` with four, `\\U` with eight",)),
    ParserHint(
        "scanning a block scalar",
        "only `+`, `-`, a digit or a comment can follow `|` or `>` on its line",
        ("start the text on the next line, or put text that starts with `|` or `>` in quotes",),
        at_context=True,
    ),
    ParserHint(
        "unexpected ':'",
        "this `:` is neither followed by a space nor inside quotes",
        ("put a space after the `:` of a key, and quotes around text that contains one",),
    ),
    ParserHint(
        "parsing a block mapping",
        "unexpected indentation or text: this does not continue any mapping above",
        ("start all keys of a mapping in one column", "put text that goes on after an alias or a quote in quotes"),
    ),
    ParserHint(
        "parsing a block collection",
        "the list above ends here, and nothing else can follow it in this column",
        ("start each item with `- ` in one column", "indent keys deeper or less deep than the list"),
    ),
    ParserHint(
        "parsing a flow (mapping|sequence)",
        "a `,` or the closing bracket is missing before this",
        ("put a `,` between entries, and quotes around text that contains brackets, commas or `: `",),
    ),
    ParserHint("node content", "a value is missing here", ("write one, or remove the character before it",)),
    ParserHint(
        "document start",
        "the root of this file ends before this, and nothing can follow it",
        ("start all keys of the root in the first column, or put them all inside its brackets",),
    ),
    ParserHint("", "this is not YAML: {problem}", ("put text that contains special characters in quotes",)),
)
