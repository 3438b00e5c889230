"""YAML 1.2 text for a parser that knows YAML 1.1.

libyaml as ruamel.yaml.clib carries it (0.1.7) ends a plain scalar inside `{…}` and `[…]` at any `:` or `?`, so that it
refuses `{root: s3://lake}` and `[why ? because]`, refuses a tab at the start of a literal block, and takes U+2028 and
U+2029 for line ends. Where YAML 1.2 has mere text, those characters are hidden behind stand-ins: private-use characters
that the text does not hold, one for one, so that offsets stay.
"""

from __future__ import annotations

import re

_PRIVATE_USE = range(0xE000, 0xF900)
_HIDDEN = ":?\u2028\u2029\t"
_MOST_HIDDEN = 200_000

# Each pattern starts with its literal, which makes it as fast as `str.find`; what precedes is judged afterwards.
# Spaces are those of YAML, thus of ASCII.
_COLON_IN_TEXT = re.compile(r""":(?<!["'\]}]:)(?=[^\s,\[\]{}])""", re.ASCII)
_QUESTION_IN_TEXT = re.compile(r"\?(?:(?<=[^\s,\[\]{}]\?)|(?=[^\s,\[\]{}]))", re.ASCII)
_QUESTION_AFTER_SPACE = re.compile(r"\?(?<=[ \t]\?)(?=\s)", re.ASCII)
_LAST_WORD = re.compile(r"(?<![^\s,\[\]{}])(?![&*!]|[-:?]\Z)[^\s,\[\]{}]+\Z", re.ASCII)
_LONGEST_WORD = 100
_LITERAL_TABS = re.compile(r"\|[-+0-9]*[ \t]*(?:#[^\n]*)?\n(?: *\n)* +\t")
_TAG = re.compile(r"!(?<![^\s,\[\]{}]!)(?:<[^>\n]*>|[^\s,\[\]{}]+)", re.ASCII)
_DIRECTIVE = re.compile(r"%(?<![^\n]%)[^\n]*")


def mask(text: str, *, hide_tabs: bool = False) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text for the parser, and the stand-ins in it with what they stand for."""
    if not (_COLON_IN_TEXT.search(text) or "?" in text or "\u2028" in text or "\u2029" in text or hide_tabs):
        return text, ()
    stand_ins = _unused(text)
    if len(stand_ins) < len(_HIDDEN):
        return text, ()
    colon, question, line, paragraph, tab = stand_ins
    masked = _COLON_IN_TEXT.sub(colon, text, _MOST_HIDDEN)
    masked = _QUESTION_IN_TEXT.sub(question, masked, _MOST_HIDDEN)
    masked = _QUESTION_AFTER_SPACE.sub(lambda match: question if _follows_text(match) else "?", masked, _MOST_HIDDEN)
    if hide_tabs:
        masked = _LITERAL_TABS.sub(lambda match: match[0][:-1] + tab, masked, _MOST_HIDDEN)
    masked = masked.replace("\u2028", line).replace("\u2029", paragraph)
    hidden = tuple(zip(stand_ins, _HIDDEN, strict=True))
    for syntax in (_TAG, _DIRECTIVE):
        masked = syntax.sub(lambda match: unmask(match[0], hidden[:2]), masked, _MOST_HIDDEN)
    return masked, hidden


def unmask(text: str, hidden: tuple[tuple[str, str], ...]) -> str:
    """A part of masked text as it was written."""
    for stand_in, character in hidden:
        text = text.replace(stand_in, character)
    return text


def _follows_text(question: re.Match[str]) -> bool:
    """Whether a word precedes a `?` on its line, so that it starts no key: `why ? because`."""
    end = question.start()
    while question.string[end - 1 : end] in (" ", "\t"):
        end -= 1
    return _LAST_WORD.search(question.string[max(end - _LONGEST_WORD, 0) : end]) is not None


def _unused(text: str) -> list[str]:
    used = set() if text.isascii() else set(re.findall("[\ue000-\uf8ff]", text))
    candidates = (character for character in map(chr, _PRIVATE_USE) if character not in used)
    return [character for character, _ in zip(candidates, _HIDDEN, strict=False)]
