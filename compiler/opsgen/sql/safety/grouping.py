"""Columns that a SELECT with aggregates neither groups by nor aggregates, which every engine refuses.

A column is reported only if it can mean nothing else. Aliases, positions and equal expressions in GROUP BY cover the
columns in them, and so does whatever an engine could take for one of these.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from opsgen.sql.safety.columns import is_word
from opsgen.sql.safety.refusal import part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlglot import exp

UNTYPED_AGGREGATES = frozenset({"bool_and", "bool_or", "every", "quantile_cont", "quantile_disc"})
"""Aggregates that sqlglot has no class for in some dialect."""

_OF_TIME = re.compile("Anonymous|Date|Day|Extract|Interval|Time")
"""In the names of sqlglot's classes."""

_CALLS = frozenset(
    [
        "all",
        "current_date",
        "current_datetime",
        "current_time",
        "current_timestamp",
        "localtime",
        "localtimestamp",
        "now",
        "rownum",
        "sysdate",
        "systimestamp",
        "today",
        "user",
    ]
)
"""What engines may read as calls without parentheses, and `order by all`."""

_GIVEN = re.compile(r"(?!\w+$).*|_.*|f\d+_", re.DOTALL)
"""Names that engines give to columns without a name, such as `_col0`, `f0_` and `count(1)`."""

_Parts = tuple[str, ...]
"""The names of a column, in lower case: those of its table and of the column itself, and perhaps of its fields."""


class Ungrouped(NamedTuple):
    """A column that is neither grouped nor aggregated."""

    name: str
    """The column as the SQL has it; `*` stands for all columns."""
    part: tuple[int, int] | None
    """Which characters of the SQL name it."""
    grouped: bool
    """Whether its SELECT has a GROUP BY."""

    @property
    def message(self) -> str:
        return f"`{self.name}` is neither in `group by` nor aggregated"

    @property
    def help(self) -> str:
        if self.name.endswith("*"):
            return "name the columns that you need, and add each to `group by` or aggregate it"
        add = f"add `{self.name}` to `group by`" if self.grouped else f"add `group by {self.name}`"
        return f"{add}, or aggregate it, such as `max({self.name})`"


def ungrouped(tree: exp.Query) -> tuple[Ungrouped, ...]:
    """The columns of a SELECT, and of those in it, that are neither grouped nor aggregated."""
    try:
        return tuple(found for select, inner in _selects(tree) for found in _Grouping(select, inner).ungrouped())
    except RecursionError:
        return ()


def _selects(tree: exp.Query) -> Iterator[tuple[exp.Select, bool]]:
    """Each SELECT, and whether it may name columns of those around it."""
    from sqlglot import exp

    waiting: list[tuple[exp.Expr, bool]] = [(tree, False)]
    while waiting:
        node, inner = waiting.pop()
        if isinstance(node, exp.Select):
            yield node, inner
        closed = isinstance(node, exp.SetOperation | exp.Subquery | exp.CTE | exp.From)
        children = [
            (child, inner or (isinstance(child, exp.Query) and not closed)) for child in node.iter_expressions()
        ]
        waiting += reversed(children)


class _Grouping:
    """What one SELECT groups by."""

    def __init__(self, select: exp.Select, inner: bool) -> None:
        from sqlglot import exp

        self._select = select
        self._inner = inner
        self._group = select.args.get("group")
        joins = select.args.get("joins") or ()
        sources = [select.args.get("from_"), *joins, *(select.args.get("laterals") or ())]
        self._tables = {
            node.alias_or_name.casefold()
            for source in sources
            if source is not None
            for node in (source.this, *source.find_all(exp.Table))
        }
        self._is_merged = any(join.args.get("using") or join.method for join in joins)
        """Whether columns of several tables are one."""
        self._aliases = {each.alias.casefold(): each.this for each in select.expressions if isinstance(each, exp.Alias)}
        self._columns: list[_Parts] = []
        self._inside: list[_Parts] = []
        """The columns in grouped expressions."""
        self._texts: set[str] = set()
        self._types: set[type[exp.Expr]] = set()

    def ungrouped(self) -> Iterator[Ungrouped]:
        if not self._tables or not self._is_aggregated() or not self._is_known():
            return
        reported = set[_Parts]()
        for item, order in self._items():
            for node in self._outside(item):
                found = self._found(node, item, order=order)
                if found is not None and (parts := _parts(node)) not in reported:
                    reported.add(parts)
                    yield found

    def _items(self) -> Iterator[tuple[exp.Expr, bool]]:
        """The expressions that are evaluated for each group, and whether they can name what the SELECT gives."""
        yield from ((each, False) for each in self._select.expressions)
        for key in ("having", "order"):
            if self._select.args.get(key) is not None and not self._select.args.get("distinct"):
                yield self._select.args[key], True

    # Groups

    def _is_aggregated(self) -> bool:
        if self._group is not None:
            return True
        return any(
            _is_aggregate(node) and self._is_own_aggregate(node)
            for item, _ in self._items()
            for node in self._outside(item)
        )

    def _is_own_aggregate(self, node: exp.Expr) -> bool:
        """Not that of a SELECT around this one, whose columns it is made of."""
        from sqlglot import exp

        return all(self._is_own(column) for column in node.find_all(exp.Column))

    def _is_known(self) -> bool:
        """Reads GROUP BY; whether it is clear what it groups by."""
        from sqlglot import exp

        if self._group is None:
            return True
        if self._group.args.get("all"):
            return False
        waiting = list(self._group.iter_expressions())
        while waiting:
            node = waiting.pop()
            if isinstance(node, exp.Rollup | exp.Cube | exp.GroupingSets | exp.Tuple):
                waiting += node.iter_expressions()
            elif isinstance(node.unnest(), exp.Literal):
                chosen = self._at(node.unnest())
                if chosen is None:
                    return False
                self._add(chosen)
            else:
                self._add(node)
                if isinstance(node, exp.Column) and not node.table and node.name.casefold() in self._aliases:
                    self._add(self._aliases[node.name.casefold()])
        return True

    def _at(self, position: exp.Expr) -> exp.Expr | None:
        """What is at a position of the SELECT; None where that is not known."""
        number = int(position.name) if not position.is_string and position.name.isdigit() else 0
        chosen = self._select.expressions[:number]
        return chosen[-1].unalias() if 0 < number == len(chosen) and not any(each.is_star for each in chosen) else None

    def _add(self, node: exp.Expr) -> None:
        """A grouped expression. Engines leave out a cast that changes nothing, so that it covers what is cast, too."""
        from sqlglot import exp

        while True:
            if isinstance(node, exp.Column):
                self._columns.append(_parts(node))
                return
            self._texts.add(_text(node))
            self._types.add(type(node))
            if not isinstance(node, exp.Paren | exp.Cast | exp.Collate):
                break
            node = node.this
        self._inside += map(_parts, node.find_all(exp.Column))

    # Columns

    def _outside(self, item: exp.Expr) -> Iterator[exp.Expr]:
        """The aggregates of an expression, and the columns outside of them and of what is grouped."""
        from sqlglot import exp

        waiting = [item]
        while waiting:
            node = waiting.pop()
            if isinstance(node, exp.Query) or (type(node) in self._types and _text(node) in self._texts):
                continue
            if isinstance(node, exp.Column | exp.Star) or _is_aggregate(node):
                yield node
            elif isinstance(node, exp.Window):
                waiting += reversed(_of_window(node))
            else:
                waiting += reversed(list(node.iter_expressions()))

    def _found(self, node: exp.Expr, item: exp.Expr, *, order: bool) -> Ungrouped | None:
        from sqlglot import exp

        if node.is_star:
            star = node.this if isinstance(node, exp.Column) else node
            is_all = self._group is None and node is item and not self._inner and not any(star.args.values())
            return Ungrouped(node.sql(), None, grouped=False) if is_all else None
        if not isinstance(node, exp.Column) or not self._is_own(node) or self._means_else(node, item, order=order):
            return None
        if self._is_covered(node):
            return None
        places = [part(node.parts[0]), part(node.parts[-1])]
        whole = (places[0][0], places[1][1]) if places[0] and places[1] else None
        return Ungrouped(".".join(each.name for each in node.parts), whole, grouped=self._group is not None)

    def _is_own(self, column: exp.Column) -> bool:
        return not self._inner or (len(column.parts) > 1 and column.parts[0].name.casefold() in self._tables)

    def _means_else(self, column: exp.Column, item: exp.Expr, *, order: bool) -> bool:
        """Whether it may be no column of a table, although it is read as one."""
        if len(column.parts) > 1:
            return False
        name = column.name.casefold()
        alias = self._aliases.get(name)
        if name in self._tables or (alias is not None and (order or alias is not item.unalias())):
            return True
        if order and self._may_be_given(name):
            return True
        return name in _CALLS or (is_word(column) and _is_of_time(column.parent))

    def _may_be_given(self, name: str) -> bool:
        """Whether an engine may call a column so that the SELECT gives without a name."""
        from sqlglot import exp

        nameless = any(not isinstance(each, exp.Alias | exp.Column) for each in self._select.expressions)
        return nameless and (_GIVEN.fullmatch(name) is not None or name in _names_of_functions())

    def _is_covered(self, column: exp.Column) -> bool:
        parts = _parts(column)
        if any(self._agree(parts, grouped) for grouped in self._columns):
            return True
        related = [each for each in self._inside if {*each} & {*parts}]
        # An expression may be equal to a grouped one by an engine's own rules; a column alone never is.
        return bool(related) and not (_is_bare(column) and all(each[-1] == parts[-1] for each in related))

    def _agree(self, parts: _Parts, grouped: _Parts) -> bool:
        """Whether a column may be a grouped one, or a field or the whole of it."""
        if grouped[-1] in parts:
            at = parts.index(grouped[-1])
            if self._is_merged or at == 0 or len(grouped) == 1 or grouped[-2] == parts[at - 1]:
                return True
        return parts[-1] in grouped[:-1]


def _is_aggregate(node: exp.Expr) -> bool:
    from sqlglot import exp

    if isinstance(node, exp.Anonymous):
        return node.name.lower() in UNTYPED_AGGREGATES
    return isinstance(node, exp.AggFunc | exp.Filter | exp.WithinGroup)


def _of_window(window: exp.Window) -> list[exp.Expr]:
    """The parts of a call over a window, whose function is no aggregate of the groups."""
    from sqlglot import exp

    function = window.this
    while isinstance(function, exp.IgnoreNulls | exp.RespectNulls | exp.Filter | exp.WithinGroup):
        function = function.this
    return [*function.iter_expressions(), *(each for each in window.iter_expressions() if each is not window.this)]


def _is_bare(column: exp.Column) -> bool:
    """Whether it is not part of a larger expression."""
    from sqlglot import exp

    parent = column.parent
    while isinstance(parent, exp.Paren | exp.Alias | exp.Ordered):
        parent = parent.parent
    return isinstance(parent, exp.Select | exp.Order)


def _is_of_time(call: exp.Expr | None) -> bool:
    """Whether a function or an interval may have a unit of time among its arguments."""
    from sqlglot import exp

    return isinstance(call, exp.Anonymous | exp.Func | exp.Interval) and bool(_OF_TIME.search(type(call).__name__))


def _parts(column: exp.Expr) -> _Parts:
    from sqlglot import exp

    return tuple(each.name.casefold() for each in column.parts) if isinstance(column, exp.Column) else ("*",)


def _text(node: exp.Expr) -> str:
    """The same for expressions that differ only in case, parentheses and the tables before columns."""
    from sqlglot import exp

    def plain(each: exp.Expr) -> exp.Expr:
        if isinstance(each, exp.Column):
            return exp.column(each.name.casefold())
        return each.unnest() if isinstance(each, exp.Paren) else each

    return node.copy().transform(plain).sql().casefold()


@cache
def _names_of_functions() -> frozenset[str]:
    from sqlglot import exp

    return frozenset(map(str.casefold, exp.FUNCTION_BY_NAME)) | {"case", "exists", "int4", "int8", "float8"}
