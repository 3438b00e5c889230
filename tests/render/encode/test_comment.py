from __future__ import annotations

import pytest
from hypothesis import given

from opsgen.render.encode.comment import Comment, comment_safe
from render.encode.values import texts


@pytest.mark.parametrize("text", ["opsgen.yaml", "teams/a b/größe.yaml", "v4.2.2", "日本語.yaml", "a-b_c+d@e,(f)~"])
def test_paths_and_versions_are_safe(text: str) -> None:
    assert comment_safe(text) == Comment(text)


@pytest.mark.parametrize(
    "text",
    ["a\nb", "a\rb", "a\x85b", "a\u2028b", "a\u202eb", "coding: x", "coding=x", "a # noqa", "*/", "<b>", "`a`", "'a'"],
)
def test_nothing_that_ends_a_comment_or_speaks_to_a_tool_is(text: str) -> None:
    with pytest.raises(ValueError, match="not safe in a comment"):
        comment_safe(text)


@given(texts)
def test_what_is_safe_is_one_visible_line(text: str) -> None:
    try:
        comment = comment_safe(text)
    except ValueError:
        return
    assert comment.text.isprintable()
    assert not set(comment.text) & set(":=#<>*`\"'\\${}%|;&")
