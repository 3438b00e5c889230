"""YAML 1.2 text for a parser that knows YAML 1.1.

libyaml as ruamel.yaml.clib carries it (0.1.7) ends a plain scalar inside `{…}` and `[…]` at any `:` or `?`, so that it
refuses `{root: s3://lake}`, and takes U+2028 and U+2029 for line ends. Where YAML 1.2 has mere text, those characters
are hidden behind stand-ins: private-use characters that the text does not hold, one for one, so that offsets stay.
"""

from __future__ import annotations

import re

_PRIVATE_USE = range(0xE000, 0xF900)
_HIDDEN = ":?\u2028\u2029"

# Each pattern starts with its literal, which makes it as fast as `str.find`; what precedes is judged afterwards.
_COLON_IN_TEXT = r""":(?<!["'\]}]:)(?=[^\s,\[\]{}])"""
_QUESTION_IN_TEXT = r"\?(?:(?<=[^\s,\[\]{}]\?)|(?=[^\s,\[\]{}]))"
_TAG = r"!(?<![^\s,\[\]{}]!)[^\s,\[\]{}]+"
_DIRECTIVE = r"%(?<![^\n]%)[^\n]*"


def mask(text: str) -> tuple[str, dict[int, str]]:
    """The text for the parser, and the table by which `str.translate` brings its scalars back."""
    if not (re.search(_COLON_IN_TEXT, text) or "?" in text or "\u2028" in text or "\u2029" in text):
        return text, {}
    stand_ins = _unused(text)
    if len(stand_ins) < len(_HIDDEN):
        return text, {}
    colon, question, line, paragraph = stand_ins
    restore = dict(zip(map(ord, stand_ins), _HIDDEN, strict=True))
    masked = re.sub(_QUESTION_IN_TEXT, question, re.sub(_COLON_IN_TEXT, colon, text))
    masked = masked.replace("\u2028", line).replace("\u2029", paragraph)
    for literal in (_TAG, _DIRECTIVE):
        masked = re.sub(literal, lambda match: match[0].translate(restore), masked)
    return masked, restore


def _unused(text: str) -> list[str]:
    used = set() if text.isascii() else set(re.findall("[\ue000-\uf8ff]", text))
    candidates = (character for character in map(chr, _PRIVATE_USE) if character not in used)
    return [character for character, _ in zip(candidates, _HIDDEN, strict=False)]
