"""Boolean expressions, most of them plain, and such with a few words or signs changed."""

from __future__ import annotations

import re
from functools import cache
from random import Random

import sqlglot

from opsgen.sql.safety import DIALECTS, parse
from opsgen.sql.safety.allowlist import ENVIRONMENT
from opsgen.sql.safety.fast_path import is_plain

VALUES = ("a", "b1", "1", "2.5", "'x'", "''", "0", "-1", "'a''b'", "1e5", "a.b")
CALLS = ("{} + {}", "-({})", "({} * {})", "coalesce({}, {})", "lower({})", "{} - {}", "nullif({}, {})", "abs({})")
CONDITIONS = (
    *("{} = {}", "{} <> {}", "{} is not null", "{} between 1 and {}", "not {} < {}", "{} in ({}, {})"),
    *("{} like 'x%'", "{} not like 'x'", "{} not between {} and {}"),
)
JOINED = ("{} and {}", "({} or {})", "not ({} and {})")
SIGNS = (
    *(",", "(", ")", ";", "--", "/*", "*/", "*", "-", ".", "::", "'", '"', "`", "$1", "@", "#", "\\", "\n", "||", "="),
    *("<>", ":", "?", "%", "[", "]", "{", "}", "\xa0", "\u2028", "é", "0x1", "1_0", ".5", "5.", "e'x'", "b'1'", "N'x'"),
)


def expressions(data: bytes) -> None:
    """Whatever is plain to lint, sqlglot reads and allows in every dialect."""
    random = Random(data)  # noqa: S311
    for sql in (data.decode(errors="replace"), *(Expressions(random).mutated() for _ in range(20))):
        if is_plain(sql):
            for dialect in sorted(set(DIALECTS.values())):
                parse.expression(sql, dialect)


@cache
def words() -> tuple[str, ...]:
    """Every word that means something to sqlglot in some dialect."""
    found = set(ENVIRONMENT)
    for dialect in set(DIALECTS.values()):
        engine = sqlglot.Dialect.get_or_raise(dialect)
        names = [*engine.tokenizer_class.KEYWORDS, *engine.parser_class.FUNCTIONS]
        names += [token.name for token in engine.parser_class.NO_PAREN_FUNCTIONS]
        found |= {word for name in names for word in re.findall(r"[a-z_]\w*", name.lower())}
    return tuple(sorted(found))


class Expressions:
    """Makes expressions at random."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def mutated(self) -> str:
        """An expression after a few changes, or none."""
        parts = re.findall(r"\w+|\s+|.", self.condition(), re.DOTALL)
        for _ in range(self._random.choice((0, 0, 1, 1, 2, 3))):
            at = self._random.randrange(len(parts))
            other = self._random.choice((self._random.choice(words()), self._random.choice(SIGNS), ""))
            parts[at] = self._random.choice((other, f"{parts[at]} {other} ", parts[at] + other))
        return "".join(parts)

    def condition(self, depth: int = 0) -> str:
        if depth > 2 or self._random.random() < 0.7:
            return self._random.choice(CONDITIONS).format(*(self._value() for _ in range(3)))
        return self._random.choice(JOINED).format(self.condition(depth + 1), self.condition(depth + 1))

    def _value(self, depth: int = 0) -> str:
        share = self._random.random()
        if depth > 3 or share < 0.5:
            return self._random.choice(VALUES)
        if share < 0.65:
            return self._random.choice(words())
        return self._random.choice(CALLS).format(self._value(depth + 1), self._value(depth + 1))
