"""SELECTs of which it is known what they read: made together with their meaning, not read back from their text."""

# ruff: noqa: S608 - what is made here is SQL.

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from random import Random

DATASETS = ("orders", "planes", "my-data")
TRAPS = ("payroll", "secrets", "a", "b")
"""Tables that exist and that no dataset declares. WITH queries have the same names."""
NAMES = (*TRAPS, "x")
DEEPEST = 3


class Query(NamedTuple):
    """A SELECT with one column, `who`."""

    sql: str
    reads: frozenset[str]
    """The real tables that it names, in WITH queries that nobody reads as well."""


class Queries:
    """Makes queries. `visible` are the names of the WITH queries that can be read at a place."""

    def __init__(self, random: Random, stray: float = 0.05, quoted: float = 0) -> None:
        """`stray` is the share of names that are chosen without regard to what is visible."""
        self._random = random
        self._stray = stray
        self._quoted = quoted

    def query(self, visible: frozenset[str] = frozenset(), depth: int = 0) -> Query:
        """A SELECT, with or without a WITH of its own."""
        forms = [self._from, self._join]
        if depth < DEEPEST:
            forms += [self._with] * 4
            forms += [self._set, self._derived, self._scalar, self._exists, self._in, self._on, self._lateral]
        return self._random.choice(forms)(visible, depth + 1)

    def _with(self, visible: frozenset[str], depth: int) -> Query:
        parts, reads = [], frozenset[str]()
        for name in self._random.sample(NAMES, self._random.choice((1, 1, 2, 3))):
            made = self.query(visible, depth)
            parts.append(f"{self._cased(name)} as ({made.sql})")
            reads |= made.reads
            visible |= {name}
        body = self.query(visible, depth)
        return Query(f"with {', '.join(parts)} select who from ({body.sql}) as q", reads | body.reads)

    def _from(self, visible: frozenset[str], _depth: int) -> Query:
        table, reads = self._table(visible)
        alias = self._random.choice(("", "", " t", " as payroll"))
        return Query(f"select who from {table}{alias}", reads)

    def _join(self, visible: frozenset[str], _depth: int) -> Query:
        (one, reads), (other, more) = self._table(visible), self._table(visible)
        form = self._random.choice(
            (
                "select l.who from {} as l, {} as r",
                "select l.who from {} as l left join {} as r on l.who = r.who",
                "select l.who from ({} as l cross join {} as r)",
                "select who from {} as l join {} as r using (who)",
            )
        )
        return Query(form.format(one, other), reads | more)

    def _set(self, visible: frozenset[str], depth: int) -> Query:
        left, right = self.query(visible, depth), self.query(visible, depth)
        form = self._random.choice(
            ("({}) union all ({})", "({}) union ({})", "({}) except ({})", "({}) intersect ({})")
        )
        return Query(form.format(left.sql, right.sql), left.reads | right.reads)

    def _derived(self, visible: frozenset[str], depth: int) -> Query:
        inner, (table, reads) = self.query(visible, depth), self._table(visible)
        return Query(f"select d.who from ({inner.sql}) as d, {table} as t", inner.reads | reads)

    def _scalar(self, visible: frozenset[str], depth: int) -> Query:
        inner, (table, reads) = self.query(visible, depth), self._table(visible)
        sql = f"select coalesce((select min(s.who) from ({inner.sql}) as s), who) as who from {table}"
        return Query(sql, inner.reads | reads)

    def _exists(self, visible: frozenset[str], depth: int) -> Query:
        return self._where("select who from {} where exists ({})", visible, depth)

    def _in(self, visible: frozenset[str], depth: int) -> Query:
        return self._where("select who from {} where who in ({}) order by who", visible, depth)

    def _on(self, visible: frozenset[str], depth: int) -> Query:
        return self._where("select l.who from {} as l join (select 1 as n) as o on exists ({})", visible, depth)

    def _lateral(self, visible: frozenset[str], depth: int) -> Query:
        return self._where(
            "select l.who from {} as l, (select c.who from ({}) as c where c.who <> l.who) as r", visible, depth
        )

    def _where(self, form: str, visible: frozenset[str], depth: int) -> Query:
        inner, (table, reads) = self.query(visible, depth), self._table(visible)
        return Query(form.format(table, inner.sql), inner.reads | reads)

    def _table(self, visible: frozenset[str]) -> tuple[str, frozenset[str]]:
        """The name of a table as it is written, and what is read by it."""
        sound = sorted(visible) * 2 + list(DATASETS)
        name = self._random.choice([*NAMES, *DATASETS] if self._random.random() < self._stray else sound)
        return self._cased(name), frozenset() if name in visible else frozenset({name})

    def _cased(self, name: str) -> str:
        if "-" in name or self._random.random() < self._quoted:
            return f'"{name}"'
        return self._random.choice((name, name, name.upper()))
