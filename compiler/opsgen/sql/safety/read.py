"""What the SQL of a user names, or why it is refused."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opsgen.sql.safety.columns import in_expression, in_plain, in_select
from opsgen.sql.safety.fast_path import is_plain
from opsgen.sql.safety.grouping import ungrouped
from opsgen.sql.safety.refusal import RefusedSqlError

if TYPE_CHECKING:
    from opsgen.sql.safety.columns import NamedColumn
    from opsgen.sql.safety.grouping import Ungrouped


class Read(NamedTuple):
    """SQL after it was read."""

    named: tuple[NamedColumn, ...] = ()
    """The columns that come from datasets."""
    ungrouped: tuple[Ungrouped, ...] = ()
    """The columns that are neither grouped nor aggregated."""
    error: RefusedSqlError | None = None
    """Why the SQL is refused."""


@lru_cache(maxsize=1 << 15)
def read(sql: str, dialect: str, tables: tuple[str, ...], *, whole: bool) -> Read:
    """Read an expression, or with `whole` a SELECT. Each text is read once, whichever check asks first."""
    if not whole and is_plain(sql):
        return Read(in_plain(sql))
    from opsgen.sql.safety import parse

    try:
        if not whole:
            return Read(in_expression(parse.expression(sql, dialect)))
        selection = parse.select(sql, dialect, tables)
    except RefusedSqlError as error:
        return Read(error=error)
    return Read(in_select(selection), ungrouped(selection.tree))
