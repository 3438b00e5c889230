"""Selects the rows to compare, and reads their values."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from opsgen.sql import times
from opsgen.sql.dialects import negated

if TYPE_CHECKING:
    from opsgen.sql.rules.table import RuleTable


NO_TIME, UNREADABLE_TIME = 1, 2
"""Why a row cannot be placed in a window: its time is missing, or is not of the declared type."""


class DriftSample(NamedTuple):
    """The rows of a dataset that are compared."""

    subject: RuleTable
    time_column: str | None = None
    since: str | None = None
    """The start of the window. If the column has dates, the window includes all of its first day."""

    @property
    def name(self) -> str:
        """The dataset's name."""
        return self.subject.relation.dataset

    def rows(self, *outputs: exp.Expr) -> exp.Select:
        """A query over these rows."""
        query = exp.select(*outputs).from_(self.subject.relation.select().subquery("data"))
        within = self._within()
        return query if within is None else query.where(within)

    def untimed(self) -> exp.Expr | None:
        """Why a row is in no window, as `NO_TIME` or `UNREADABLE_TIME`; null for rows with a time, and None where there
        is no window."""
        if self.time_column is None:
            return None
        missing, absent = self.subject.lacking(self.time_column), self._time(self.time_column).is_(exp.null())
        why = [exp.If(this=missing, true=exp.convert(NO_TIME))]
        if self.subject.source(self.time_column).fallible:
            why.append(exp.If(this=absent, true=exp.convert(UNREADABLE_TIME)))
        return exp.Case(ifs=why)

    def rows_and_untimed(self, *outputs: exp.Expr) -> exp.Select:
        """A query over these rows, and over the rows that have no readable time."""
        within = self._within()
        if self.time_column is None or within is None:
            return self.rows(*outputs)
        data = self.subject.relation.select(raw=True).subquery("data")
        return exp.select(*outputs).from_(data).where(exp.or_(within, self._time(self.time_column).is_(exp.null())))

    def _within(self) -> exp.Expr | None:
        """Whether a row is in the window; None where there is no window."""
        if self.time_column is None or self.since is None:
            return None
        since = self.since
        if self.subject.dataset.columns[self.time_column].type == "date":
            first = times.local(datetime.fromisoformat(since), self.subject.zone(self.time_column))
            since = first.date().isoformat()
        return self._time(self.time_column) >= self.subject.literal(self.time_column, since)

    def _time(self, column: str) -> exp.Expr:
        return exp.column(self.subject.source(column).name, quoted=True)

    def number(self, column: str) -> exp.Expr:
        """A number of double precision; null where it is missing."""
        source = self.subject.source(column)
        value = exp.column(source.name, quoted=True)
        real = exp.cast(value.copy(), "DOUBLE")
        if not source.kind.floating:
            return real
        finite = negated(self.subject.dialect.is_special(value))
        return exp.Case(ifs=[exp.If(this=finite, true=real)])

    def value(self, column: str) -> exp.Expr:
        """A text or a boolean."""
        return self.subject.value(column)
