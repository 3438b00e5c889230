"""Merges staged rows into a table by a key: `materialize: {mode: incremental}`.

The statements are plain SQL, because not every engine has MERGE. They run in the transaction that publishes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.runtime.staging.store import StagingError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from opsgen.graph.partitioned import Materialization


class Merge:
    """The merge of a staged table into its target. `columns` are those of the staged rows."""

    def __init__(
        self,
        target: exp.Table | exp.Subquery,
        staged: exp.Table | exp.Subquery,
        columns: Sequence[str],
        materialization: Materialization,
    ) -> None:
        self._target = target
        self._staged = staged
        self._columns = columns
        self._how = materialization

    def refuse_conflicts(self, count: Callable[[exp.Query], int]) -> None:
        """Raise StagingError where the result would depend on the order of rows or runs. `count` runs a query."""
        key = ", ".join(self._how.unique_key)
        # NULL is equal to nothing, so such a row would be inserted again by each run, or never be replaced.
        if number := count(self._without_name()):
            named = ", ".join(self._named())
            raise StagingError(f"{number:,} of the new rows have no value in one of {named}; leave them out")
        if number := count(self._repeated()):
            raise StagingError(f"{number:,} of the new keys ({key}) are in several rows; keep one row for each key")
        if self._how.on_conflict == "error" and (number := count(self._known())):
            raise StagingError(f"{number:,} of the new keys ({key}) are in the table already; `on_conflict` is `error`")
        if self._how.version_column is not None and (number := count(self._tied())):
            raise StagingError(
                f"{number:,} of the new rows have the key ({key}) and the version of another row in the table, "
                f"but other values; `{self._how.version_column}` must be different for each version of a row"
            )

    def statements(self) -> list[exp.Expr]:
        """Delete the rows that have a newer version, then insert the rows whose keys are not there."""
        found: list[exp.Expr] = []
        if self._how.version_column is not None:
            found.append(exp.delete(exp.alias_(self._target.copy(), "target"), where=self._is_outdated()))
        names = [exp.to_identifier(name, quoted=True) for name in self._columns]
        into = exp.Schema(this=self._target.copy(), expressions=names)
        return [*found, exp.Insert(this=into, expression=self._new_to(self._target))]

    def result(self, known: Container[str]) -> exp.Query:
        """The rows that the statements leave in the target. `known` are the columns that it has already."""
        values = (
            _column(name, "target") if name in known else exp.alias_(exp.null(), name, quoted=True)
            for name in self._columns
        )
        kept = exp.select(*values).from_(exp.alias_(self._target.copy(), "target"))
        if self._how.version_column is not None:
            kept = kept.where(exp.not_(self._is_outdated()))
        return exp.union(kept, self._new_to(kept.subquery()), distinct=False)

    def _is_outdated(self) -> exp.Expr:
        """True for rows of the target that have a newer version."""
        version = self._how.version_column or ""
        newer = exp.GT(this=_column(version, "staged"), expression=_column(version, "target"))
        rows = exp.select("1").from_(exp.alias_(self._staged.copy(), "staged")).where(self._same_key(), newer)
        return exp.Exists(this=rows)

    def _new_to(self, rows: exp.Table | exp.Subquery) -> exp.Select:
        """The staged rows whose keys are in none of some rows."""
        there = exp.select("1").from_(exp.alias_(rows.copy(), "target")).where(self._same_key())
        return (
            exp.select(*(_column(name, "staged") for name in self._columns))
            .from_(exp.alias_(self._staged.copy(), "staged"))
            .where(exp.not_(exp.Exists(this=there)))
        )

    def _named(self) -> list[str]:
        """The columns that tell the versions of rows apart."""
        version = self._how.version_column
        return [*self._how.unique_key, *([] if version is None else [version])]

    def _without_name(self) -> exp.Query:
        missing = (_column(name, "staged").is_(exp.null()) for name in self._named())
        return _counted(exp.select("1").from_(exp.alias_(self._staged.copy(), "staged")).where(exp.or_(*missing)))

    def _repeated(self) -> exp.Query:
        keys = [_column(name, "staged") for name in self._how.unique_key]
        many = exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
        groups = exp.select("1").from_(exp.alias_(self._staged.copy(), "staged")).group_by(*keys).having(many)
        return _counted(groups)

    def _known(self) -> exp.Query:
        return _counted(self._joined())

    def _tied(self) -> exp.Query:
        version = self._how.version_column or ""
        same = exp.EQ(this=_column(version, "staged"), expression=_column(version, "target"))
        others = [name for name in self._columns if name not in (*self._how.unique_key, version)]
        different = [
            exp.NullSafeNEQ(this=_column(name, "staged"), expression=_column(name, "target")) for name in others
        ]
        return _counted(self._joined().where(same, exp.or_(*different) if different else exp.false()))

    def _joined(self) -> exp.Select:
        target = exp.alias_(self._target.copy(), "target")
        return exp.select("1").from_(exp.alias_(self._staged.copy(), "staged")).join(target, on=self._same_key())

    def _same_key(self) -> exp.Expr:
        pairs = (
            exp.EQ(this=_column(name, "staged"), expression=_column(name, "target")) for name in self._how.unique_key
        )
        return exp.and_(*pairs)


def _counted(rows: exp.Select) -> exp.Query:
    count = exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True)
    return exp.select(count).from_(rows.subquery("found"))


def _column(name: str, table: str) -> exp.Column:
    return exp.column(name, table=table, quoted=True)
