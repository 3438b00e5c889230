"""The rows that are compared, and the values in them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from opsgen.sql import times
from opsgen.sql.dialects import negated

if TYPE_CHECKING:
    from opsgen.sql.subject import Subject


class Sample(NamedTuple):
    """The rows of a dataset that are compared."""

    subject: Subject
    time_column: str | None = None
    since: str | None = None
    """When the window begins that the rows must lie in, with all of its first day where the column is of dates."""

    @property
    def name(self) -> str:
        """The dataset's name."""
        return self.subject.relation.dataset

    def rows(self, *outputs: exp.Expr) -> exp.Select:
        """A query over these rows."""
        query = exp.select(*outputs).from_(self.subject.relation.select().subquery("data"))
        if self.time_column is None or self.since is None:
            return query
        time = exp.column(self.subject.source(self.time_column).name, quoted=True)
        since = self.since
        if self.subject.dataset.columns[self.time_column].type == "date":
            first = times.local(datetime.fromisoformat(since), self.subject.zone(self.time_column))
            since = first.date().isoformat()
        return query.where(time >= self.subject.literal(self.time_column, since))

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
