"""A dataset as an engine reads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

    from opsgen.sql.rules.types import ValueKind


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column as it lies in the data."""

    name: str
    type: str
    """The engine's own name of its type."""
    kind: ValueKind
    """What its values are, once they are read."""
    read: exp.Expr | None = None
    """How a value is read from what lies there; None where it is one already."""
    fallible: bool = False
    """Whether there may be something that cannot be read; null stands for it."""


@dataclass(frozen=True)
class Relation:
    """Where a dataset's rows come from, and with which columns."""

    dataset: str
    source: exp.Expr
    """What stands in FROM: a table, or a function that reads files."""
    columns: tuple[SourceColumn, ...]
    dialect: str
    names: bool = True
    """Whether columns stand in an order of their own."""
    columnar: bool = False
    """Whether a column can be read without the others, so that a second look at one costs little."""
    more: bool = False
    """Whether the data may have columns besides these, which SQL of users can name."""

    def column(self, name: str) -> SourceColumn | None:
        """The column that a declared name means: of this very name, or else of this name in another case."""
        exact = self._exact.get(name)
        if exact is not None:
            return exact
        alike = self._alike.get(name.casefold(), [])
        return alike[0] if len(alike) == 1 else None

    def fits(self, name: str, declared: str) -> bool:
        """Whether the column is there and can hold values of the declared type."""
        column = self.column(name)
        return column is not None and column.kind.holds(declared)

    def select(self, *, raw: bool = False) -> exp.Select:
        """All rows with their values read; with `raw`, beside each such value also what it was read from."""
        from sqlglot import exp

        read = {
            column.name: exp.alias_(column.read.copy(), column.name, quoted=True)
            for column in self.columns
            if column.read is not None
        }
        outputs: list[exp.Expr]
        if self.more:
            lying = [exp.to_identifier(name, quoted=True) for name in read]
            outputs = [exp.Star(except_=lying) if read else exp.Star(), *read.values()]
        else:
            outputs = [read.get(column.name) or exp.column(column.name, quoted=True) for column in self.columns]
        if raw:
            outputs += [
                exp.alias_(exp.column(column.name, quoted=True), self.raw(column), quoted=True)
                for column in self.columns
                if column.fallible
            ]
        return exp.select(*outputs).from_(self.source.copy())

    def raw(self, column: SourceColumn) -> str:
        """What `select` calls that from which a column's values are read."""
        name = f"{column.name} as it lies"
        while self.column(name):
            name += "_"
        return name

    @cached_property
    def _exact(self) -> dict[str, SourceColumn]:
        """The first column of each name."""
        return {column.name: column for column in reversed(self.columns)}

    @cached_property
    def _alike(self) -> dict[str, list[SourceColumn]]:
        """The columns of each name, whatever its case."""
        found: dict[str, list[SourceColumn]] = {}
        for column in self.columns:
            found.setdefault(column.name.casefold(), []).append(column)
        return found
