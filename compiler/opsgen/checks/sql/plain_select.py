"""SELECTs so plain that sqlglot need not be loaded to see what they read and give, and that they do nothing else.

As in `plain.py`, what is recognised here means the same in every dialect; what is not is left to `user.py`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from opsgen.checks.sql.plain import RESERVED, TOKEN, NotPlainError, Reader

LONGEST = 20_000
DEEPEST = 100

_COMMENT = re.compile(r"^[ \t]*--.*$", re.MULTILINE)
_WITH_TABLES = re.compile(
    TOKEN.pattern.replace("[A-Za-z_][A-Za-z0-9_]*)", r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?)"),
    re.VERBOSE,
)
"""In which the name of a column may have that of its table before it."""
_KEYWORDS = RESERVED | frozenset(
    re.findall(
        r"\w+",
        """
        anti asof by cross filter full if inner interval join left limit natural offset outer over partition pivot
        qualify right sample semi tablesample unpivot within
        """,
    )
)
_BEHIND_VALUES = frozenset({",", "as", "from"})
"""What may follow a value that is a column of the result."""
_TYPES = frozenset({"bigint", "boolean", "date", "double", "integer", "smallint", "timestamp", "varchar"})
_AGGREGATES = frozenset({"avg", "count", "max", "min", "sum"})


class PlainSelect(NamedTuple):
    """What a SELECT gives and reads, in lower case."""

    columns: tuple[str, ...]
    tables: frozenset[str]


def plain_select(sql: str) -> PlainSelect | None:
    """The SELECT that a text is, if it has nothing but columns, comparisons, joins and groups."""
    text = _COMMENT.sub("", sql).strip().removesuffix(";")
    if len(text) > LONGEST or text.count("(") > DEEPEST or "--" in text:
        return None
    try:
        return _SelectReader(text).read()
    except (NotPlainError, RecursionError):
        return None


class _SelectReader(Reader):
    def __init__(self, sql: str) -> None:
        super().__init__(sql, _WITH_TABLES)
        if any(kind == "string" and "\n" in text for kind, text in self._tokens):
            raise NotPlainError  # what was taken for a comment may stand in it

    def read(self) -> PlainSelect:
        self._need("select")
        self._take("distinct")
        columns = [self._column()]
        while self._take(","):
            columns.append(self._column())
        self._need("from")
        tables = [self._table()]
        while self._is_joined():
            tables.append(self._table())
            self._need("on")
            self._either()
        if self._take("where"):
            self._either()
        if self._take("group"):
            self._need("by")
            self._sum()
            while self._take(","):
                self._sum()
        if self._tokens[self._at][0] != "end":
            raise NotPlainError
        return PlainSelect(tuple(columns), frozenset(tables))

    def _column(self) -> str:
        """What a column of the result is called."""
        start = self._at
        if not self._is_value():
            self._at = start
            self._either()
        if self._take("as"):
            return self._name()
        kind, text = self._tokens[start]
        if kind != "word" or self._at != start + 1:
            raise NotPlainError  # each engine has a name of its own for it
        return text.rpartition(".")[2]

    def _is_value(self) -> bool:
        """Whether what is next, and then read, is a value and no comparison."""
        try:
            self._sum()
        except NotPlainError:
            return False
        return self._tokens[self._at][1] in _BEHIND_VALUES

    def _table(self) -> str:
        table = self._name()
        if self._take("as"):
            self._name()
        return table

    def _is_joined(self) -> bool:
        if self._take("left"):
            self._take("outer")
        elif not self._take("inner"):
            return self._take("join")
        self._need("join")
        return True

    def _name(self) -> str:
        kind, text = self._tokens[self._at]
        if kind != "word" or "." in text or text in _KEYWORDS:
            raise NotPlainError
        self._at += 1
        return text

    def _word(self, text: str) -> None:
        if self._take("cast"):
            self._cast()
        elif _KEYWORDS.isdisjoint(text.split(".")):
            super()._word(text)
        else:
            raise NotPlainError

    def _cast(self) -> None:
        self._need("(")
        self._sum()
        self._need("as")
        if self._tokens[self._at][1] not in _TYPES:
            raise NotPlainError
        self._at += 1
        self._need(")")

    def _call(self, name: str) -> None:
        if name not in _AGGREGATES:
            super()._call(name)
        elif name == "count" and self._take("*"):
            self._need(")")
        elif self._list() != 1:
            raise NotPlainError
