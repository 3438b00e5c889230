"""A dataset's file of SQL, as typed values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from opsgen.render.encode.comment import Comment
    from opsgen.render.encode.sql import Statement


class RuleQuery(NamedTuple):
    """A query that gives one row of figures."""

    title: Comment
    statement: Statement


class DatasetFile(NamedTuple):
    """All that a person needs to judge a dataset by hand."""

    source: Comment
    """The spec."""
    dataset: Comment
    environment: Comment
    engine: Comment
    notes: tuple[Comment, ...]
    """What is left out, and why."""
    setup: tuple[Statement, ...]
    """What must be said before the queries mean the same everywhere."""
    queries: tuple[RuleQuery, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Everything that runs, in its order."""
        return (*self.setup, *(query.statement for query in self.queries))
