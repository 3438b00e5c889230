"""Names of tables, as a spec has them."""

from __future__ import annotations

from sqlglot import ParseError, TokenError, exp, parse_one

from opsgen.quality.engines.engine import UnreadableError


def qualified(text: str, dialect: str, *outer: str) -> exp.Table:
    """A table by its full name; `outer` are the names that the spec may leave out: the schema, with or without the
    catalogue before it."""
    parts = [part.copy() for part in _parts(text, dialect)]
    missing = [_identifier(name) for name in outer]
    whole = [*missing[: max(0, len(outer) + 1 - len(parts))], *parts]
    return exp.Table(**dict(zip(("this", "db", "catalog"), reversed(whole), strict=False)))


def _parts(text: str, dialect: str) -> list[exp.Identifier]:
    quoted = '"' in text or "`" in text
    parts = _quoted(text, dialect) if quoted else [_identifier(name) for name in text.split(".")]
    if not 0 < len(parts) <= 3 or not all(part.name for part in parts):
        raise UnreadableError(f"`{text}` is not the name of a table, as `table` or `schema.table`")
    return parts


def _quoted(text: str, dialect: str) -> list[exp.Identifier]:
    """Names of which some are quoted as the dialect quotes them."""
    try:
        table = parse_one(text, into=exp.Table, dialect=dialect)
    except (ParseError, TokenError):
        return []
    if any(value for key, value in table.args.items() if key not in ("this", "db", "catalog")):
        return []
    return [part for part in table.parts if isinstance(part, exp.Identifier)]


def _identifier(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=not _plain(name))


def _plain(name: str) -> bool:
    return name.isidentifier() and name.isascii()
