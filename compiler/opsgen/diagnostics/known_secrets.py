"""The values of secrets that were found in this run. None of them is printed, whatever text it is part of.

A credential is recognised where it is written, by its form or by a name beside it. The same value elsewhere, in another
diagnostic, an error of a driver or a difference of files, can only be recognised by the value itself.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

SHORTEST_PART = 6
"""From how many characters on a value is hidden as a part of a word, too: a shorter one is found in other words."""
_CUT = "…"
"""What stands for the rest of a value that a message does not quote in full."""

_values: set[str] = set()
_patterns: dict[int, re.Pattern[str]] = {}


def remember(values: Iterable[str]) -> None:
    """Hide these values from now on, and each line of one that has several."""
    found = {part for value in values for part in (value, *value.splitlines())}
    new = {part for each in found if (part := each.strip())} - _values
    if new:
        _values.update(new)
        _patterns.clear()


def forget() -> None:
    """Forget all values, since another run starts."""
    _values.clear()
    _patterns.clear()


def hide(text: str, shortest: int = 1) -> str:
    """The text with a `*` for each character of a known value that has at least `shortest` characters."""
    if not _values or not text:
        return text
    pattern = _patterns.get(shortest)
    if pattern is None:
        pattern = _patterns[shortest] = _compiled(shortest)
    text = pattern.sub(lambda match: "*" * len(match[0]), text)
    return _without_beginnings(text) if _CUT in text else text


def _compiled(shortest: int) -> re.Pattern[str]:
    """The longest values come first, so that nothing is left of one that contains another."""
    import re

    forms = {form for value in _values if len(value) >= shortest for form in _forms(value)}
    parts = [
        re.escape(form) if len(form) >= SHORTEST_PART else rf"(?<!\w){re.escape(form)}(?!\w)"
        for form in sorted(forms, key=len, reverse=True)
    ]
    return re.compile("|".join(parts) or r"(?!)")


def _forms(value: str) -> set[str]:
    """A value as it is, and as it is written in JSON, XML, an address and Python."""
    import json
    from urllib.parse import quote
    from xml.sax.saxutils import escape

    texts = {
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        repr(value)[1:-1],
        ascii(value)[1:-1],
    }
    texts |= {escape(value), escape(value, {'"': "&quot;", "'": "&#x27;"}), escape(value, {'"': "&quot;"})}
    return {value, quote(value), quote(value, safe=""), *texts}


def _without_beginnings(text: str) -> str:
    """The text without the beginning of a value that was cut."""
    import re

    def starred(match: re.Match[str]) -> str:
        is_beginning = any(value.startswith(match[1]) for value in _values)
        return "*" * len(match[1]) + _CUT if is_beginning else match[0]

    return re.sub(rf"([^\s`'\"]{{3,}}){_CUT}", starred, text)
