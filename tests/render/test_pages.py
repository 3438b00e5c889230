"""HTML pages from templates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from opsgen.render.pages import page

TEMPLATES = {
    "templates/test/page.html.jinja": (
        '{% from "test/macros.html.jinja" import named %}\n'
        "{% for text in texts %}\n"
        '<p title="{{ text }}">{{ text }}</p>{{ named(text) }}\n'
        "{% endfor %}\n"
    ),
    "templates/test/macros.html.jinja": "{% macro named(name) %}<b>{{ name }}</b>{% endmacro %}\n",
}


@pytest.fixture(autouse=True)
def _templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opsgen.render.pages.read_text", TEMPLATES.__getitem__)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('<script>alert("1")</script>', "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;"),
        ("' onload='x", "&#39; onload=&#39;x"),
        ("a\x1b[31m\x00\n", "a\\u{001B}[31m\\u{0000}\\u{000A}"),
        ("\u202eevil\u2066", "\\u{202E}evil\\u{2066}"),
        ("{{ 7 * 7 }}{% raw %}", "{{ 7 * 7 }}{% raw %}"),
        ("größe 数", "größe 数"),
    ],
)
def test_text_is_inert(text: str, shown: str) -> None:
    assert page("test/page.html.jinja", {"texts": [text]}) == f'<p title="{shown}">{shown}</p><b>{shown}</b>\n'


@given(texts=st.lists(st.text(max_size=40), max_size=3))
def test_no_text_adds_an_element(texts: list[str]) -> None:
    shown = page("test/page.html.jinja", {"texts": texts})
    assert shown.count("<") == 4 * len(texts)
    assert shown.count('"') == 2 * len(texts)
    assert all(character.isprintable() for character in shown.replace("\n", ""))


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'texts' is undefined"):
        page("test/page.html.jinja", {})
