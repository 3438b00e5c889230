from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.render.encode.kubernetes import argument
from render.encode.values import texts


def _expand(text: str, environment: dict[str, str]) -> str:
    """What the kubelet does (third_party/forked/golang/expansion in k8s.io/kubernetes)."""

    def replaced(match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        return environment.get(match[1], match[0])

    return re.sub(r"\$\$|\$\(([^)]*)\)", replaced, text, flags=re.DOTALL)


@given(texts | st.text(alphabet="$()N"))
def test_the_kubelet_gives_the_text_back(text: str) -> None:
    environment = {"": "expanded", "N": "expanded", "NAME": "expanded"}
    assert _expand(argument(text), environment) == text


@pytest.mark.parametrize(
    ("text", "escaped"), [("$(NAME)", "$$(NAME)"), ("$5", "$5"), ("$$", "$$$$"), ("$$(N)", "$$$$(N)"), ("a$", "a$")]
)
def test_only_what_would_expand_is_escaped(text: str, escaped: str) -> None:
    assert argument(text) == escaped
