"""Changes of a spec that leave most of it valid, so that what comes behind validation is reached, too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ruamel.yaml.error import YAMLError

from fuzz.seeds import seeds
from fuzz.words import HOSTILE, SIGNS, words
from opsgen.source.edit.syntax import syntax

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from opsgen.source.edit.syntax import Node

_TOKEN = re.compile(r"[\w.-]+|\s+|.", re.DOTALL)


def mutated(data: bytes, random: Random, longest: int) -> bytes:
    """The text after a few changes, mostly of its tree, else of its signs, lines or bytes."""
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        [change] = random.choices((_change_tree, _change_tokens, _change_lines, _change_bytes), (12, 3, 3, 1))
        data = change(data, random)[:longest]
    return data


def _change_tree(data: bytes, random: Random) -> bytes:
    text = data.decode(errors="replace")
    try:
        nodes = list(syntax(text).walk())
    except (YAMLError, IndexError, RecursionError):
        return _change_tokens(data, random)
    change = random.choice((_replace, _replace, _add, _add, _copy, _rename))
    return change(text, random.choice(nodes), nodes, random).encode(errors="replace")


def _replace(text: str, node: Node, _nodes: list[Node], random: Random) -> str:
    """Another value, most likely one that stands under the same key elsewhere."""
    if node.is_key:
        return _rename(text, node, _nodes, random)
    known = words().under.get(_key(node), ())
    pool = random.choice((known, known, HOSTILE, words().values)) or HOSTILE
    return _put(text, node, random.choice(pool))


def _add(text: str, node: Node, _nodes: list[Node], random: Random) -> str:
    """Another entry of a mapping, most likely one that a mapping under the same key has elsewhere."""
    mapping = node if node.is_mapping else node.parent
    if mapping is None or not mapping.is_mapping:
        return text
    known = words().within.get(_key(mapping), ()) or words().within.get(_key(mapping.parent), ())
    key, value = random.choice(known or words().within[""])
    if random.random() < 0.2:
        value = random.choice(HOSTILE)
    entry = f'"{key}": {value}'
    if mapping.style:
        start = mapping.start + (text[mapping.start : mapping.end].find("{") + 1)
        return f"{text[:start]}{entry}, {text[start:]}"
    start = mapping.inner[0].start
    margin = " " * (start - text.rfind("\n", 0, start) - 1)
    return f"{text[:start]}{entry}\n{margin}{text[start:]}"


def _copy(text: str, node: Node, nodes: list[Node], random: Random) -> str:
    """What stands somewhere stands here as well."""
    other = random.choice(nodes)
    return _put(text, node, text[other.start : other.end])


def _rename(text: str, node: Node, nodes: list[Node], random: Random) -> str:
    """Another key, or the same with a mistake in it."""
    keys = [each for each in nodes if each.is_key]
    if not keys:
        return text
    node = node if node.is_key else random.choice(keys)
    word = text[node.start : node.end]
    at = random.randrange(len(word) + 1)
    misspelt = random.choice((word[:at] + word[at + 1 :], word[:at] + "e" + word[at:], word.upper(), word.title()))
    return _put(text, node, random.choice((misspelt, misspelt, random.choice(words().keys), random.choice(HOSTILE))))


def _put(text: str, node: Node, new: str) -> str:
    return f"{text[: node.start]}{new}{text[node.end :]}"


def _key(node: Node | None) -> str:
    """The key that a value stands under, whatever lists are between."""
    while node is not None and node.parent is not None and not node.parent.is_mapping:
        node = node.parent
    if node is None or node.parent is None:
        return ""
    return node.parent.inner[node.parent.inner.index(node) - 1].value or ""


def _change_tokens(data: bytes, random: Random) -> bytes:
    found = _TOKEN.findall(data.decode(errors="replace")) or [""]
    at = random.randrange(len(found))
    other = random.choice((random.choice(SIGNS), random.choice(HOSTILE), random.choice(found)))
    found[at] = random.choice(("", other, other + found[at], found[at] * 2))
    return "".join(found).encode(errors="replace")


def _change_lines(data: bytes, random: Random) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    foreign = random.choice(seeds()).splitlines(keepends=True) or [b""]
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    changes: tuple[Callable[[], object], ...] = (
        lambda: lines.pop(one),
        lambda: lines.insert(other, lines[one]),
        lambda: lines.insert(one, random.choice(foreign)),
        lambda: lines.__setitem__(one, b"  " + lines[one]),
        lambda: lines.__setitem__(one, lines[one].removeprefix(b"  ")),
        lambda: lines.__setitem__(slice(min(one, other), max(one, other)), []),
    )
    random.choice(changes)()
    return b"".join(lines)


def _change_bytes(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice((b"", random.randbytes(1), b"\r", b"\xef\xbb\xbf")) + data[at + 1 :]
