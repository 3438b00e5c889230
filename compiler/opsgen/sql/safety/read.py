"""What the SQL of a user names, reads and gives, or why it is refused."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opsgen.sql.safety.columns import in_expression, in_plain, in_select
from opsgen.sql.safety.fast_path import is_plain
from opsgen.sql.safety.refusal import RefusedSqlError

if TYPE_CHECKING:
    from opsgen.sql.safety.columns import NamedColumn
    from opsgen.sql.safety.grouping import Ungrouped
    from opsgen.sql.safety.parse import ParsedSelect
    from opsgen.sql.safety.passed_on import PassedOn


class Read(NamedTuple):
    """SQL after it was read. Of an expression, only the columns are known."""

    named: tuple[NamedColumn, ...] = ()
    """The columns that come from datasets."""
    error: RefusedSqlError | None = None
    """Why the SQL is refused."""
    datasets: frozenset[str] = frozenset()
    """The datasets that a SELECT reads."""
    columns: tuple[str, ...] | None = None
    """The names of the columns that a SELECT gives, as in `ParsedSelect`."""
    passed_on: tuple[PassedOn, ...] = ()
    """The columns that a SELECT gives unchanged."""
    ungrouped: tuple[Ungrouped, ...] = ()
    """The columns that are neither grouped nor aggregated."""


@lru_cache(maxsize=1 << 15)
def read(sql: str, dialect: str, tables: tuple[str, ...], *, whole: bool) -> Read:
    """Read an expression, or with `whole` a SELECT. Each text is read once, whichever check asks first."""
    if not whole and is_plain(sql):
        return Read(in_plain(sql))
    try:
        return _read_select(sql, dialect, tables) if whole else _read_expression(sql, dialect)
    except RefusedSqlError as error:
        return Read(error=error)


def _read_expression(sql: str, dialect: str) -> Read:
    from opsgen.sql.safety import parse

    return Read(in_expression(parse.expression(sql, dialect)))


def _read_select(sql: str, dialect: str, tables: tuple[str, ...]) -> Read:
    from opsgen.sql.safety.fast_select import plain_select

    plain = plain_select(sql, tables)
    if plain is not None:
        return Read(plain.named, None, plain.datasets, plain.columns, plain.passed_on)
    from opsgen.sql.safety import parse

    return read_tree(parse.select(sql, dialect, tables))


def read_tree(found: ParsedSelect) -> Read:
    """What a parsed SELECT names, reads and gives."""
    from opsgen.sql.safety.grouping import ungrouped
    from opsgen.sql.safety.passed_on import passed_on

    return Read(
        in_select(found),
        None,
        frozenset(found.inputs),
        found.columns,
        tuple(passed_on(found)),
        ungrouped(found.tree),
    )
