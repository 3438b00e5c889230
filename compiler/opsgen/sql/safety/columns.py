"""The columns that a user's SQL names, and the datasets that each of them can come from.

A name that may mean anything else, such as an alias, a column of a WITH query or a part of an array, is not reported as
a column of a dataset.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from opsgen.sql.safety.fast_path import RESERVED
from opsgen.sql.safety.refusal import part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlglot import exp

    from opsgen.sql.safety.parse import ParsedSelect

_WORD = re.compile(r"'[^']*'|(?P<word>\b[A-Za-z_][A-Za-z0-9_]*)(?!\w)(?!\s*\()")
"""The names of columns in plain SQL, and the texts that have to be passed over."""

NO_COLUMNS = frozenset(
    re.findall(
        r"\w+",
        """
        all ctid rowid rownum oid xmin tableoid file_index file_row_number filename metadata _metadata _partitiondate
        _partitiontime _table_suffix
        century day dayofweek dayofyear decade dow doy epoch hour isodow isoweek isoyear microsecond millisecond minute
        month nanosecond quarter second timezone week weekday year days hours minutes months seconds weeks years
        """,
    )
)
"""Units of time, and columns that engines add."""


class NamedColumn(NamedTuple):
    """A column that SQL names."""

    name: str
    part: tuple[int, int] | None
    """Which characters of the SQL name it."""
    quoted: bool = False
    datasets: tuple[str, ...] = ()
    """The datasets that it can come from; of an expression, none is listed."""
    others: frozenset[str] = frozenset()
    """What else could be meant here, in lower case."""
    before: str | None = None
    """The name of the table before it, in lower case: it could also be a column, whose field this is."""


class _Columns(NamedTuple):
    """What a table in a SELECT has."""

    datasets: frozenset[str] = frozenset()
    """The datasets of which it has all columns."""
    names: frozenset[str] = frozenset()
    """Its other columns, in lower case."""
    is_open: bool = False
    """Whether it may have other columns, too."""

    def __or__(self, other: _Columns) -> _Columns:
        return _Columns(self.datasets | other.datasets, self.names | other.names, self.is_open or other.is_open)


_Scope = dict[str, _Columns]


def in_plain(sql: str) -> tuple[NamedColumn, ...]:
    """The columns of an expression that `is_plain`."""
    words = (match for match in _WORD.finditer(sql) if match["word"] and match["word"].lower() not in RESERVED)
    return tuple(NamedColumn(match["word"], match.span("word")) for match in words)


def in_expression(tree: exp.Expr) -> tuple[NamedColumn, ...]:
    """The columns of an expression."""
    from sqlglot import exp

    found = [node for node in tree.find_all(exp.Column) if not is_word(node)]
    return tuple(NamedColumn(node.parts[0].name, part(node.parts[0]), _is_quoted(node.parts[0])) for node in found)


def in_select(found: ParsedSelect) -> tuple[NamedColumn, ...]:
    """The columns of a SELECT that come from its datasets."""
    try:
        return tuple(_Select(found).named(found.tree, ()))
    except RecursionError:
        return ()


def _is_quoted(name: exp.Expr) -> bool:
    return bool(name.args.get("quoted"))


def is_word(column: exp.Column) -> bool:
    """Whether it is no column, although it is read as one: `*`, a unit of time, the name of a field or argument."""
    from sqlglot import exp

    if isinstance(column.this, exp.Star):
        return True
    if isinstance(column.parent, exp.PropertyEQ | exp.Kwarg) and column.arg_key == "this":
        return True
    return len(column.parts) == 1 and not _is_quoted(column.this) and column.name.lower() in NO_COLUMNS


class _Select:
    """Follows the columns of one SELECT, whose tables have generated names."""

    def __init__(self, found: ParsedSelect) -> None:
        from sqlglot import exp

        self._datasets = {generated: name for name, generated in found.inputs.items()}
        self._ctes = {cte.alias: cte for cte in found.tree.find_all(exp.CTE)}
        self._given: dict[int, _Columns] = {}

    def named(self, query: exp.Expr, outer: Sequence[_Scope]) -> Iterator[NamedColumn]:
        from sqlglot import exp

        if not isinstance(query, exp.Select):
            for child in query.iter_expressions():
                # ORDER BY of a UNION names what the UNION gives.
                if isinstance(child, exp.Query):
                    yield from self.named(child, outer)
                elif isinstance(child, exp.With):
                    for cte in child.expressions:
                        yield from self.named(cte.this, outer)
            return
        scope = dict(self._scope(query))
        scopes = (*outer, scope)
        aliases = frozenset(each.alias.casefold() for each in query.expressions if each.alias)
        for node in _own(query):
            if isinstance(node, exp.Query):
                yield from self.named(node, (*outer, _seen_from(node, scope)))
            elif isinstance(node, exp.Column) and not is_word(node):
                yield from self._resolved(node, scopes, aliases)

    def _resolved(self, column: exp.Column, scopes: Sequence[_Scope], aliases: frozenset[str]) -> Iterator[NamedColumn]:
        first, *rest = column.parts
        key = first.name.casefold()
        table = next((scope[key] for scope in reversed(scopes) if key in scope), None) if rest else None
        name, source = (first, _Columns()) if table is None else (rest[0], table)
        if table is None:
            for scope in scopes:
                source = source | _Columns(names=frozenset(scope))
                for each in scope.values():
                    source = source | each
            source = source | _Columns(names=aliases)
        if source.datasets and not source.is_open and name.name.casefold() not in source.names:
            before = key if table is not None else None
            yield NamedColumn(
                name.name, part(name), _is_quoted(name), tuple(sorted(source.datasets)), source.names, before
            )

    def _scope(self, query: exp.Select) -> Iterator[tuple[str, _Columns]]:
        clause = query.args.get("from_")
        tables = [clause, *query.args.get("joins", ()), *query.args.get("laterals", ())]
        for number, table in enumerate(tables):
            if table is not None:
                yield from self._tables(table.this, number)

    def _tables(self, table: exp.Expr, number: int) -> Iterator[tuple[str, _Columns]]:
        from sqlglot import exp

        name = table.alias_or_name.casefold() or f".{number}"
        inner = table.this
        if isinstance(table, exp.Table):
            yield name, self._renamed(table, self._of_table(table))
        elif isinstance(table, exp.Subquery) and isinstance(inner, exp.Query):
            yield name, self._renamed(table, self._gives(inner))
        else:
            yield name, _Columns(is_open=True)
        for index, join in enumerate(table.args.get("joins") or ()):
            yield from self._tables(join.this, (number + 1) * 1000 + index)

    def _of_table(self, table: exp.Table) -> _Columns:
        dataset, cte = self._datasets.get(table.name), self._ctes.get(table.name)
        if dataset is not None:
            return _Columns(datasets=frozenset({dataset}))
        return self._renamed(cte, self._gives(cte.this)) if cte is not None else _Columns(is_open=True)

    def _renamed(self, table: exp.Expr, columns: _Columns) -> _Columns:
        """With the names that an alias gives them, as in `t(a, b)`."""
        alias = table.args.get("alias")
        given = alias.args.get("columns") if alias is not None else None
        return columns | _Columns(names=frozenset(each.name.casefold() for each in given or ()))

    def _gives(self, query: exp.Expr) -> _Columns:
        """The columns that a query gives."""
        if id(query) not in self._given:
            self._given[id(query)] = self._columns(query)
        return self._given[id(query)]

    def _columns(self, query: exp.Expr) -> _Columns:
        from sqlglot import exp

        if isinstance(query, exp.SetOperation):
            return self._gives(query.this) | self._gives(query.expression)
        if isinstance(query, exp.Subquery):
            return self._gives(query.this)
        if not isinstance(query, exp.Select):
            return _Columns(is_open=True)
        scope, found = dict(self._scope(query)), _Columns()
        for each in query.expressions:
            found = found | _given(each, scope)
        return found


def _given(projection: exp.Expr, scope: _Scope) -> _Columns:
    """The columns that one item of a SELECT gives."""
    from sqlglot import exp

    star = projection.this if isinstance(projection, exp.Column) else projection
    if not isinstance(star, exp.Star):
        name = projection.alias_or_name.casefold()
        return _Columns(names=frozenset({name}), is_open=not isinstance(projection, exp.Alias | exp.Column))
    found = _Columns(is_open=any(star.args.values()))
    table = projection.text("table").casefold() if isinstance(projection, exp.Column) else ""
    for name, columns in scope.items():
        if not table or name == table:
            found = found | columns
    return found if not table or table in scope else _Columns(is_open=True)


def _seen_from(query: exp.Query, scope: _Scope) -> _Scope:
    """What of the tables around it a query can name: a WITH query none, and one that is itself a table the others."""
    from sqlglot import exp

    if isinstance(query.parent, exp.CTE):
        return {}
    if isinstance(query.parent, exp.From | exp.Join):
        own = query.alias.casefold()
        return {name: columns for name, columns in scope.items() if name != own and not name.startswith(".")}
    return scope


def _own(query: exp.Select) -> Iterator[exp.Expr]:
    """The parts of a SELECT, without those of the queries in it."""
    from sqlglot import exp

    waiting = list(query.iter_expressions())
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, exp.Query):
            waiting += node.iter_expressions()
