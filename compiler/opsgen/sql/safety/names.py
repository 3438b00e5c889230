"""The names of tables, as a spec has them: up to three parts, of which some may be quoted as the dialect quotes."""

from __future__ import annotations

import re

MOST = 3
"""Catalogue, schema and table."""

_PARTS = {
    '"': re.compile(r'"((?:[^"]|"")+)"|([^."`]+)'),
    "`": re.compile(r'`([^`]+)`|([^."`]+)'),
}


def parts(text: str, dialect: str) -> list[tuple[str, bool]] | None:
    """Each part of a name and whether it is quoted, the outermost first; None where a text is no such name."""
    if dialect == "bigquery":  # there, one pair of quotes may stand around them all
        text = re.sub(r"`([^`]+)`", lambda quoted: quoted[1].replace(".", "`.`").join("``"), text)
    quote = "`" if dialect in ("bigquery", "spark") else '"'
    found: list[tuple[str, bool]] = []
    at = 0
    while match := _PARTS[quote].match(text, at):
        quoted, plain = match.groups()
        found.append((quoted.replace(quote * 2, quote), True) if quoted else (plain, False))
        at = match.end()
        if text[at : at + 1] != ".":
            break
        at += 1
    return found if at == len(text) and 0 < len(found) <= MOST and text[-1] != "." else None
