"""What a file of SQL selects, or why it must not run."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opsgen.checks.sql.plain_select import plain_select

if TYPE_CHECKING:
    from opsgen.checks.sql.user import RefusedSqlError


class Selection(NamedTuple):
    """The one SELECT that a text is, if it is one."""

    columns: tuple[str, ...] | None = None
    """The names of its columns; None where a `*` hides them. What has no name is there as an empty text."""
    refusal: RefusedSqlError | None = None
    tables: frozenset[str] = frozenset()
    """What it reads, in lower case, and what it calls its own parts."""


@lru_cache(maxsize=4096)
def selection(sql: str, dialect: str, tables: tuple[str, ...]) -> Selection:
    """Judge a text that may read these tables and nothing else."""
    plain = plain_select(sql)
    if plain is not None and plain.tables <= {table.casefold() for table in tables}:
        return Selection(plain.columns, tables=plain.tables)
    from sqlglot import exp

    from opsgen.checks.sql import user

    try:
        tree = user.select(sql, dialect, tables)
    except user.RefusedSqlError as error:
        return Selection(refusal=error)
    read = frozenset(table.name.casefold() for table in tree.find_all(exp.Table))
    return Selection(None if tree.is_star else tuple(tree.named_selects), tables=read)
