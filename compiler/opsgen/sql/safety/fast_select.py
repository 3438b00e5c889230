"""SELECTs so plain that lint need not load sqlglot to see what they read and give.

As in `fast_path.py`, what is recognised here means the same in every dialect; `parse.py` reads everything else, and
everything that runs. Without this, lint of a spec with plain SQL takes twice as long. The tests prove that what is
found here equals what `read_tree` finds in the tree of sqlglot.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from opsgen.sql.safety.columns import NO_COLUMNS, NamedColumn
from opsgen.sql.safety.fast_path import DEEPEST, RESERVED, ExpressionReader, NotPlainError
from opsgen.sql.safety.passed_on import PassedOn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST = 20_000
MOST_OPERATORS = 200
"""sqlglot recurses into chains of operators, and refuses SQL that is nested too deeply for that."""

_TOKEN = re.compile(
    r"""(?>[ \t\n]|--[^\n]*+)*+(?:
      (?P<number>[0-9]+(?:\.[0-9]+)?(?![\w.]))
    | (?P<string>'[^'\\]*'(?!'))
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?)(?![\w.])
    | (?P<sign><=|>=|<>|!=|[-=<>+*/(),])
    | (?P<end>;?(?>[ \t\n]|--[^\n]*+)*+\Z)
    )""",
    re.VERBOSE,
)
_OPERATORS = frozenset({"+", "-", "*", "and", "or", "not"})
_BEHIND_VALUES = frozenset({",", "as", "from"})
"""What may follow a value that is a column of the result."""
_BEHIND_TABLES = frozenset(
    {"anti", "asof", "full", "left", "match_condition", "natural", "right", "semi", "straight_join"}
)
"""Words that are no alias behind a table, but names elsewhere."""
_TYPES = frozenset({"bigint", "boolean", "date", "double", "integer", "smallint", "timestamp", "varchar"})


class PlainSelect(NamedTuple):
    """What a SELECT without groups, WITH queries and queries in it names, reads and gives."""

    named: tuple[NamedColumn, ...]
    datasets: frozenset[str]
    columns: tuple[str, ...]
    passed_on: tuple[PassedOn, ...]


def plain_select(sql: str, datasets: Sequence[str]) -> PlainSelect | None:
    """The SELECT that a text is, if it has nothing but columns, comparisons and joins of these datasets."""
    if len(sql) > LONGEST or sql.count("(") > DEEPEST:
        return None
    try:
        return _SelectReader(sql, datasets).select()
    except (NotPlainError, RecursionError):
        return None


class _Name(NamedTuple):
    """A column as the SQL has it."""

    table: str
    """In lower case; empty where it is not given."""
    name: str
    part: tuple[int, int]


class _SelectReader(ExpressionReader):
    def __init__(self, sql: str, datasets: Sequence[str]) -> None:
        super().__init__(sql, _TOKEN)
        if sum(text in _OPERATORS for _, text in self._tokens) > MOST_OPERATORS:
            raise NotPlainError
        self._datasets = {name.casefold(): name for name in datasets}
        self._names: dict[int, _Name] = {}
        """The columns by their tokens, each once although a token may be read twice."""
        self._given: list[tuple[str, _Name | None]] = []
        """The name of each column that it gives, and what it passes on."""
        self._tables: dict[str, str] = {}
        """The dataset of each table, by the name that the table has here."""
        self._aliases = set[str]()

    def select(self) -> PlainSelect:
        self._need("select")
        self._item()
        while self._take(","):
            self._item()
        self._need("from")
        self._table()
        while self._is_joined():
            self._table()
            self._need("on")
            self._either()
        if self._take("where"):
            self._either()
        self._need_kind("end")
        passed_on = ((column, name) for column, name in self._given if name is not None)
        return PlainSelect(
            tuple(self._named()),
            frozenset(self._tables.values()),
            tuple(column for column, _ in self._given),
            tuple(PassedOn(column, dataset, name.name) for column, name in passed_on for dataset in self._only(name)),
        )

    # What it gives

    def _item(self) -> None:
        """A column of the result."""
        start = self._at
        if not self._is_value():
            self._at = start
            self._either()
        name = self._names.get(start) if self._at == start + 1 else None
        if self._take("as"):
            alias = self._name()
            self._aliases.add(alias.casefold())
            self._given.append((alias, name))
        elif name is not None:
            self._given.append((name.name, name))
        else:
            raise NotPlainError  # Each engine has a name of its own for it.

    def _is_value(self) -> bool:
        """Whether what is next, and then read, is a value and no comparison."""
        try:
            self._sum()
        except NotPlainError:
            return False
        return self._tokens[self._at][1] in _BEHIND_VALUES

    # What it reads

    def _table(self) -> None:
        name = self._name().casefold()
        alias = self._name().casefold() if self._take("as") or self._is_alias() else name
        if name not in self._datasets or alias in self._tables:
            raise NotPlainError
        self._tables[alias] = self._datasets[name]

    def _is_alias(self) -> bool:
        kind, text = self._tokens[self._at]
        return kind == "word" and text not in RESERVED and text not in _BEHIND_TABLES

    def _is_joined(self) -> bool:
        if self._take("left"):
            self._take("outer")
        elif not self._take("inner"):
            return self._take("join")
        self._need("join")
        return True

    def _name(self) -> str:
        kind, text = self._tokens[self._at]
        if kind != "word" or "." in text or text in RESERVED:
            raise NotPlainError
        self._at += 1
        return self._matches[self._at - 1]["word"]

    # Columns

    def _word(self, text: str) -> None:
        if text == "cast":
            self._at += 1
            self._cast()
            return
        at = self._at
        table, _, name = text.rpartition(".")
        if table in RESERVED:
            raise NotPlainError
        super()._word(name)
        if self._at == at + 1:
            end = self._matches[at].end()
            self._names[at] = _Name(table, self._matches[at]["word"][-len(name) :], (end - len(name), end))
        elif table:
            raise NotPlainError  # a function of a schema

    def _cast(self) -> None:
        self._need("(")
        self._sum()
        self._need("as")
        if self._tokens[self._at][1] not in _TYPES:
            raise NotPlainError
        self._at += 1
        self._need(")")

    def _named(self) -> Iterator[NamedColumn]:
        """The columns that come from datasets."""
        others = frozenset(self._tables) | self._aliases
        every = tuple(sorted(set(self._tables.values())))
        for table, name, part in self._names.values():
            key = name.casefold()
            if table:
                if table not in self._tables:
                    raise NotPlainError
                yield NamedColumn(name, part, False, (self._tables[table],), frozenset(), table)
            elif key not in NO_COLUMNS and key not in others:
                yield NamedColumn(name, part, False, every, others, None)

    def _only(self, name: _Name) -> Iterator[str]:
        """The dataset that a column certainly comes from."""
        if name.table or len(self._tables) == 1:
            yield self._tables[name.table or next(iter(self._tables))]
