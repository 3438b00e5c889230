from __future__ import annotations

import io

import pytest

from opsgen.terminal.color import Colors


class Stream(io.StringIO):
    """A stream that is a terminal or is not."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("terminal", "environment", "on"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (True, {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        (True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_are_for_whoever_can_see_them(
    terminal: bool,
    environment: dict[str, str],
    on: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Colors.of(Stream(terminal=terminal)).on is on


def test_nothing_is_painted_where_there_is_nothing() -> None:
    assert Colors(on=True).red("") == ""
    assert Colors(on=False).red("x") == "x"
    assert Colors(on=True).red("x") == "\x1b[1;31mx\x1b[0m"
