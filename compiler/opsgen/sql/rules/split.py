"""Splits the rows of a dataset: those that fail one of some rules, and the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from opsgen.graph.rules import LABELS, WHOLE
from opsgen.sql.rules.conditions import breaks, judged
from opsgen.sql.rules.measures import measures
from opsgen.sql.rules.queries import scan
from opsgen.sql.rules.rule import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.sql.rules.relation import SourceColumn
    from opsgen.sql.rules.rule import Rule
    from opsgen.sql.rules.table import RuleTable

BETWEEN = "; "
"""Separates the names of the rules that a row fails."""


class Counts(NamedTuple):
    """The query that counts the rows, and the names of its columns."""

    query: exp.Select
    moved: str
    """The column with the number of rows that fail any rule."""
    rules: dict[str, tuple[str, str]]
    """For each rule, the columns with the numbers of rows that fail it and that it checks."""


class Split:
    """The queries that split the rows of a table by rules. They give the same answer only in one transaction: SQL of
    users can read the time."""

    def __init__(self, subject: RuleTable, rules: Sequence[Rule]) -> None:
        """Raises MissingColumnError, RefusedSqlError or PatternError where a rule cannot be evaluated."""
        self._subject = subject
        self._rules = rules
        self._fails = {rule.name: _fails(rule, subject) for rule in rules}

    def counts(self) -> Counts:
        """How many rows fail each rule, and how many it checks."""
        found: dict[str, exp.Expr] = {}
        names = {rule.name: (f"b{place}", f"j{place}") for place, rule in enumerate(self._rules)}
        for rule in self._rules:
            figures, (broken, checked) = measures(rule, self._subject), names[rule.name]
            found |= {broken: figures["broken"], checked: figures["judged"]}
        found["moved"] = exp.Count(this=exp.Case(ifs=[exp.If(this=self._any(), true=exp.Literal.number(1))]))
        return Counts(scan(self._subject, found), "moved", names)

    def kept(self) -> exp.Select:
        """The rows that fail none of the rules, as they are in the data."""
        return exp.select(*self._columns()).from_(self._rows()).where(exp.not_(self._any()))

    def moved(self, run: str, partition: str) -> exp.Select:
        """The rows that fail a rule, as they are in the data, with the names of these rules before them."""
        labels = (self._names(), exp.Literal.string(run), exp.Literal.string(partition or WHOLE))
        named = (exp.alias_(value, name, quoted=True) for name, value in zip(LABELS, labels, strict=True))
        return exp.select(*named, *self._columns()).from_(self._rows()).where(self._any())

    def _any(self) -> exp.Expr:
        return exp.paren(exp.or_(*(fails.copy() for fails in self._fails.values())))

    def _names(self) -> exp.Expr:
        named = [
            exp.Case(ifs=[exp.If(this=fails.copy(), true=exp.Literal.string(name))])
            for name, fails in self._fails.items()
        ]
        # By its name, because sqlglot writes its own CONCAT_WS so that it is null if one of its values is.
        return exp.Anonymous(this="CONCAT_WS", expressions=[exp.Literal.string(BETWEEN), *named])

    def _rows(self) -> exp.Subquery:
        """The rows with their values read, and what these are read from."""
        relation = self._subject.relation
        found = relation.select(raw=True)
        for column in relation.columns:
            if column.read is not None and not column.fallible:
                raw = exp.alias_(exp.column(column.name, quoted=True), relation.raw(column), quoted=True)
                found = found.select(raw)
        return found.subquery("data")

    def _columns(self) -> list[exp.Expr]:
        """The columns as they are in the data: a value that cannot be read must not become null."""
        return [self._column(column) for column in self._subject.relation.columns]

    def _column(self, column: SourceColumn) -> exp.Expr:
        if column.read is None:
            return exp.column(column.name, quoted=True)
        raw = exp.column(self._subject.relation.raw(column), quoted=True)
        return exp.alias_(raw, column.name, quoted=True)


def _fails(rule: Rule, subject: RuleTable) -> exp.Expr:
    """True for each row that fails a rule, and never null."""
    if not isinstance(rule.test, Rows):
        raise TypeError(f"{rule.name} is not about single rows")
    about, failing = judged(rule, subject), breaks(rule.test.condition, subject)
    both = exp.and_(about, failing) if about is not None else failing
    return exp.Coalesce(this=exp.paren(both), expressions=[exp.false()])
