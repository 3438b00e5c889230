"""Specs for tests: text that is loaded, and arbitrary values with arbitrary text in them."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from ruamel.yaml import YAML

from opsgen.source import load
from opsgen.source.characters import forbidden
from opsgen.source.parse import parse
from opsgen.source.text import FileError, Problems, Source

if TYPE_CHECKING:
    from opsgen.diagnostics.model import Place
    from opsgen.source import LoadedSpec, Tree
    from opsgen.source.document import Document

# What opsgen refuses wherever it stands; U+0085, U+2028 and U+2029 are line ends to one of the writers used here.
texts = st.text(st.characters(exclude_categories=["Cs"]).filter(lambda character: not forbidden(character)))
numbers = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
keys = texts.filter(lambda key: key not in ("include", "version"))
roots = st.dictionaries(keys, values, min_size=1, max_size=4)


def loaded(text: str | bytes) -> LoadedSpec:
    """What becomes of a spec with this text."""
    return load(Path("opsgen.yaml"), text=text.encode() if isinstance(text, str) else text)


def value_of(text: str | bytes) -> dict[str, Any]:
    """The value of a spec that must be without fault."""
    result = loaded(text)
    assert [each.message for each in result.diagnostics if each.severity == "error"] == []
    assert result.tree is not None
    return result.tree.value


def parsed(text: str, *, pure: bool) -> tuple[Document | None, list[str]]:
    """The document that one of the two parsers makes of `text`, and the codes of what is wrong with it."""
    problems = Problems(Source("opsgen.yaml", text))
    try:
        document = parse(problems, pure=pure)
    except FileError as error:
        problems.found.append(error.diagnostic)
        document = None
    return document, [each.code for each in problems.found]


def as_yaml(value: Any, *, flow: bool = False, width: int = 4096) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = flow
    yaml.width = width
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.allow_unicode = True
    stream = StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()


def fits_brackets(value: Any) -> bool:
    """Whether what ruamel.yaml writes in brackets is YAML, which `: x` is not, and such that libyaml reads it.

    The latter takes the `:` in `it's':so` for that of a key.
    """
    if isinstance(value, dict):
        return all(fits_brackets(inner) for entry in value.items() for inner in entry)
    if isinstance(value, list):
        return all(map(fits_brackets, value))
    return not (isinstance(value, str) and re.search(r"""["']:\S|\A:\s""", value))


def as_json(value: Any, *, indent: int | None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def scalars(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    """Every scalar in `value`, with its path."""
    if not isinstance(value, dict | list):
        return [(path, value)]
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    return [found for step, inner in steps for found in scalars(inner, (*path, step))]


def written_at(tree: Tree, place: Place) -> str:
    """What the file has at the span of `place`."""
    span = tree.span(place)
    first, *further = tree.lines(span.file)[span.line - 1 : span.end_line]
    if not further:
        return first[span.column - 1 : span.end_column - 1]
    return "\n".join([first[span.column - 1 :], *further[:-1], further[-1][: span.end_column - 1]])
