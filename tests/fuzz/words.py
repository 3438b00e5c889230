"""The words that specs are made of: what stands under which key, and what stands in which section."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fuzz.seeds import seeds
from opsgen.source import load

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = (
    *("~", "true", "-1", "0", "1e3", "0.5", "010", "18446744073709551615", "9223372036854775808", "-0.0", "1e308"),
    *("''", "{}", "[]", "[[]]", "{a: {}}", "[~]", "NO", "22:30", "0o17", "2013-02-30", "a.b.c", "'a b'", "..", "CON"),
    *(
        "'{{ x }}'",
        "'${{ x }}'",
        "'$(NAME)'",
        "'`x`'",
        "'; rm x'",
        "'-x'",
        "'*'",
        "'a.sh'",
        "'q.sql'",
        "'%0A'",
        '"\\n"',
    ),
    *("'${var.lake}'", "'$${var.x}'", "'${var.'", "'${var.x}${var.y}'", '"\\"\\"\\""', "'*/'", "'-->'", "']]>'"),
    *(
        "'<b>'",
        "'::error::x'",
        "'# coding: x'",
        "'x\\'",
        "é✈",
        "\u017f",
        "\uff21",
        "'../x'",
        "/etc/passwd",
        "'~/x'",
        "file:///x",
    ),
    *(
        "0 4 * * *",
        "'@daily'",
        "'0 0 30 2 *'",
        "'*/7 1-5 L * *'",
        "1h30m",
        "99999999999h",
        "0s",
        "1.5Gi",
        "500m",
        "1e9Gi",
    ),
    *("'a{1000}{1000}'", "'(a+)+$'", "'['", "'\\d'", "SELECT 1", "'SELECT 1; DROP TABLE x'", "'1 = 1 --'", "'((1'"),
    *("prod", "dev", "x" * 300, "AKIAIOSFODNN7EXAMPLE", "postgres://u:pw@h/d", "Europe/Berlin", "'{{'", "!!str 5"),
)
"""Values as they are written, that are at an edge of something."""

SIGNS = (
    *(
        ": ",
        ":",
        "- ",
        "? ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "\n",
        "\n  ",
        "\n    ",
        "\t",
        "\r\n",
        "\r",
        " #",
        "---\n",
        "...\n",
    ),
    *(
        '"',
        "'",
        "\\",
        "|\n",
        ">-\n",
        "|2\n",
        "&a ",
        "*a",
        "<<: *a",
        "!!int ",
        "!x ",
        "%YAML 1.1\n",
        "\ufeff",
        "\0",
        "\x1b",
    ),
    *(
        "# opsgen: ignore[LNG101] why",
        "# opsgen: ignore[",
        "${var.",
        "\u202e",
        "\u2028",
        "\x85",
        "\ud7ff",
        "😀",
        "include: '*'",
    ),
)
"""What gives a text its structure, or breaks it."""


class Words(NamedTuple):
    """Values are JSON, which can stand wherever a value can."""

    under: dict[str, list[str]]
    """The values that stand under a key."""
    within: dict[str, list[tuple[str, str]]]
    """The entries of the mappings that stand under a key; under the names of things, under that of what holds them."""
    keys: list[str]
    values: list[str]


@cache
def words() -> Words:
    """Those of all seeds that can be read."""
    under: defaultdict[str, dict[str, None]] = defaultdict(dict)
    within: defaultdict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for holder, key, value in _entries():
        text = json.dumps(value)
        under[key][text] = None
        within[holder][key, text] = None
    values = dict.fromkeys(value for found in under.values() for value in found)
    return Words(
        {key: list(found) for key, found in under.items()},
        {holder: list(found) for holder, found in within.items()},
        list(under),
        list(values),
    )


def _entries() -> Iterator[tuple[str, str, Any]]:
    for seed in seeds():
        tree = load(Path("opsgen.yaml"), text=seed).tree
        if tree is not None:
            yield from _below(tree.value, "")


def _below(value: Any, holder: str) -> Iterator[tuple[str, str, Any]]:
    """Each entry below a value, with the key that it stands below."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield holder, key, inner
            yield from _below(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _below(inner, holder)
