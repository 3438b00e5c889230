from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.backends.kubernetes.verify.strict_yaml import ReadingError, read
from opsgen.render.encode.yaml import Yaml
from render.encode.values import nested, scalars, texts


@given(st.dictionaries(texts, nested(scalars), min_size=1, max_size=5))
def test_what_the_encoder_writes_is_read_back(mapping: dict[str, object]) -> None:
    assert read("\n".join(Yaml().block(mapping)) + "\n") == mapping


@pytest.mark.parametrize(
    "text",
    [
        "a: NO", "a: y", "a: 010", "a: 0o17", "a: 0x1F", "a: 1_000", "a: 22:30", "a: 190:20:30", "a: 1e3", "a: .inf",
        "a: 2024-01-01", "a: ~", "a:", "a: <<", "a: True", "a: +1",
    ],
)  # fmt: skip
def test_what_readers_dispute_is_refused(text: str) -> None:
    with pytest.raises(ReadingError, match="without quotes"):
        read(text)


@pytest.mark.parametrize(
    "text", ["a: 1d", "a: 250m", "a: 4Gi", "a: 30s", "a: v1.34", "a: 1.2.3.4", "a: no-one", "a: /1"]
)
def test_what_is_text_to_all_readers_is_text(text: str) -> None:
    assert read(text) == {"a": text.removeprefix("a: ")}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: 1\n---\nb: 2\n", "2 documents"),
        ("- a\n", "1 documents instead of one with a mapping"),
        ("", "0 documents"),
        ("a: &x 1\nb: *x\n", "an anchor or alias before line 1"),
        ("a: 1\na: 2\n", "the key 'a' before line 2"),
        ("1: a\n", "the key 1"),
        ("a: !!str 1\n", "the tag"),
        ("a: [\n", "not YAML"),
        ("a: b: c\n", "not YAML"),
    ],
)
def test_what_is_no_manifest_is_refused(text: str, why: str) -> None:
    with pytest.raises(ReadingError, match=why):
        read(text)
