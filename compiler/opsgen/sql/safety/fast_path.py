"""SQL expressions so plain that lint need not load sqlglot to see that they are harmless and right.

What is recognised here means the same in every dialect; `parse.py` reads everything else, and everything that runs.
Without this, lint of 1,000 such rules takes almost three times as long.
"""

from __future__ import annotations

import re

LONGEST = 2000
DEEPEST = 20

TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[0-9]+(?:\.[0-9]+)?(?![\w.]))
    | (?P<string>'[^'\\]*'(?!'))
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<sign><=|>=|<>|!=|[-=<>+*/(),])
    )""",
    re.VERBOSE,
)
RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
        all alter analyse analyze and any array as asc begin between both call case cast collate connect_by_root
        create cross current_catalog current_database current_date current_datetime current_path current_role
        current_schema current_time current_timestamp current_user date declare desc describe distinct do drop else
        elseif end escape except exception exec execute exists explain extract false fetch file for force from glob
        grant group having if ilike in inner insert install intersect interval into is isnull join lateral level like
        limit list localtime localtimestamp lock loop ls map match_recognize minus not notnull null nullable object of
        on only optimize or order outer partitioned_by position positional prepare prior qualify range record refresh
        regexp reindex remove rename repeat reset returning revoke rlike rm rollback row rownum sample select
        serdeproperties session_user set show similar some struct substring summarize sysdate system_user table
        tablesample then time timestamp to top trim true uncache undrop union unique unnest user using vacuum values
        variadic when where while window with xor
        """,
    )
)
"""Words that mean more than the name of a column to sqlglot in some dialect."""
_COMPARISONS = frozenset({"=", "<", ">", "<=", ">=", "<>", "!="})
_FUNCTIONS = {"abs": 1, "coalesce": 2, "length": 1, "lower": 1, "nullif": 2, "upper": 1}
"""Functions with their number of arguments."""


def is_plain(sql: str) -> bool:
    """Whether a text is a boolean expression of comparisons between columns, numbers and texts, and nothing else."""
    if len(sql) > LONGEST or sql.count("(") > DEEPEST or "--" in sql:
        return False
    try:
        return ExpressionReader(sql).is_whole()
    except (NotPlainError, RecursionError):
        return False


class NotPlainError(Exception):
    """A text is more than what is recognised here."""


class ExpressionReader:
    """Reads an expression from left to right."""

    def __init__(self, sql: str, token: re.Pattern[str] = TOKEN) -> None:
        self._matches = _matches(sql.rstrip(), token)
        self._tokens = [(kind, match[kind].lower()) for match in self._matches if (kind := match.lastgroup)]
        self._tokens.append(("end", ""))
        self._at = 0

    def is_whole(self) -> bool:
        self._either()
        return self._tokens[self._at][0] == "end"

    # Truth values

    def _either(self) -> None:
        self._both()
        while self._take("or"):
            self._both()

    def _both(self) -> None:
        self._negated()
        while self._take("and"):
            self._negated()

    def _negated(self) -> None:
        self._take("not")  # Once: each makes sqlglot recurse, and it refuses what is nested too deeply for that.
        start = self._at
        try:
            self._comparison()
        except NotPlainError:
            self._at = start
            self._need("(")
            self._either()
            self._need(")")

    def _comparison(self) -> None:
        self._sum()
        if self._tokens[self._at][1] in _COMPARISONS:
            self._at += 1
            self._sum()
        elif self._take("is"):
            self._take("not")
            self._need("null")
        else:
            self._take("not")
            self._membership()

    def _membership(self) -> None:
        if self._take("between"):
            self._sum()
            self._need("and")
            self._sum()
        elif self._take("in"):
            self._need("(")
            self._list()
        else:
            self._need("like")
            self._need_kind("string")

    # Values

    def _sum(self) -> None:
        self._value()
        while self._tokens[self._at][1] in ("+", "-", "*"):
            self._at += 1
            self._value()

    def _value(self) -> None:
        self._take("-")
        kind, text = self._tokens[self._at]
        if kind in ("number", "string"):
            self._at += 1
        elif self._take("("):
            self._sum()
            self._need(")")
        elif kind == "word":
            self._word(text)
        else:
            raise NotPlainError

    def _word(self, text: str) -> None:
        """A column, or the call of a function."""
        if text in RESERVED:
            raise NotPlainError
        self._at += 1
        if self._take("("):
            self._call(text)

    def _call(self, name: str) -> None:
        if self._list() != _FUNCTIONS.get(name):
            raise NotPlainError

    def _list(self) -> int:
        """Values up to the closing parenthesis; their number."""
        self._sum()
        number = 1
        while self._take(","):
            self._sum()
            number += 1
        self._need(")")
        return number

    # Tokens

    def _take(self, text: str) -> bool:
        kind, found = self._tokens[self._at]
        if found != text or kind == "string":
            return False
        self._at += 1
        return True

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise NotPlainError

    def _need_kind(self, kind: str) -> None:
        if self._tokens[self._at][0] != kind:
            raise NotPlainError
        self._at += 1


def _matches(sql: str, token: re.Pattern[str]) -> list[re.Match[str]]:
    """The tokens of a text, all of which have to be known."""
    found, at = [], 0
    while at < len(sql):
        match = token.match(sql, at)
        if match is None:
            raise NotPlainError
        found.append(match)
        at = match.end()
    return found
