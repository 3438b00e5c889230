from __future__ import annotations

import pytest
from hypothesis import given

from opsgen.render.encode.codeowners import Codeowners, Handle, Pattern, pattern
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.layout import PlaceError, Substitution, fragment, lay_out
from render.encode.values import TRAPS, texts


def _line(*parts: object) -> str:
    return lay_out(fragment([part if isinstance(part, str) else Substitution(*part) for part in parts]), Codeowners())


@pytest.mark.parametrize(
    ("path", "text"),
    [("a/b.sql", "/a/b.sql"), ("a b/c d", "/a\\ b/c\\ d"), ("deploy/prod/", "/deploy/prod/"), ("é/日", "/é/日")],
)
def test_paths_begin_at_the_root(path: str, text: str) -> None:
    assert pattern(path) == Pattern(text)


@pytest.mark.parametrize(
    "path", ["", " a", "a ", "a  b", "a*", "a?", "[a]", "!a", "#a", "a#b", "a\\b", "a\nb", "a\tb", "a\u2028b"]
)
def test_what_github_cannot_read_has_no_pattern(path: str) -> None:
    assert pattern(path) is None


def test_a_pattern_of_all_paths_that_begin_so() -> None:
    assert pattern("x/birds-", starts=True) == Pattern("/x/birds-*")


def test_a_line_has_a_pattern_and_handles() -> None:
    found = pattern("a b")
    assert (
        _line((found,), " ", (Handle("example/ml"),), " ", (Handle("birder"),), "\n") == "/a\\ b @example/ml @birder\n"
    )
    assert _line("# Of ", (comment_safe("birds"),), "\n") == "# Of birds\n"


@given(texts)
def test_no_text_adds_an_owner_or_a_line(text: str) -> None:
    found = pattern(text)
    assert found is None or len(found.text.replace("\\ ", "").split()) == 1
    try:
        line = _line((Pattern("/a"),), " ", (Handle(text),), "\n")
    except PlaceError:
        return
    assert line.split() == ["/a", f"@{text}"]


@pytest.mark.parametrize("text", TRAPS)
def test_plain_text_is_refused(text: str) -> None:
    with pytest.raises(PlaceError):
        _line((text,), "\n")
    with pytest.raises(PlaceError):
        _line((Pattern("/a"),), " ", (text,), "\n")
