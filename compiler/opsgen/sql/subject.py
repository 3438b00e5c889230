"""A dataset that rules are compiled for: its declaration beside what its data is really like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.checks.sql import user
from opsgen.spec import values

if TYPE_CHECKING:
    from opsgen.spec.dataset import Dataset
    from opsgen.sql.dialects import Dialect
    from opsgen.sql.relation import Relation, SourceColumn
    from opsgen.sql.rule import Scalar


class MissingColumnError(Exception):
    """A rule needs a column that the data does not have, or not with values of its type."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule's trees are made from."""

    dataset: Dataset
    relation: Relation
    dialect: Dialect

    @property
    def quantiles_apart(self) -> bool:
        """Whether a quantile has a query of its own: where it is no aggregate, and where reading its column again costs
        less than to keep all its values in memory beside everything else."""
        return self.relation.columnar or not self.dialect.exact_quantiles

    def source(self, name: str) -> SourceColumn:
        """The column that a rule names; its values are of the declared type."""
        found = self.relation.column(name)
        if found is None:
            raise MissingColumnError(f"the data has no column `{name}`")
        declared = self.dataset.columns[name].type
        if not self.relation.fits(name, declared):
            raise MissingColumnError(f"`{name}` is {found.type} in the data, not {declared}")
        return found

    def value(self, name: str, table: str | None = None) -> exp.Expr:
        """The column's value, as it compares: text by its code points."""
        column = exp.column(exp.to_identifier(self.source(name).name, quoted=True), table=table)
        return self.dialect.bytewise(column) if self.dataset.columns[name].type == "string" else column

    def literal(self, name: str, value: Scalar) -> exp.Expr:
        """A value of the spec that values of the column are compared with."""
        declared = self.dataset.columns[name].type
        if declared in ("integer", "number"):
            number = exp.convert(value)
            return exp.cast(number, "FLOAT") if self.source(name).kind.single else number
        if declared == "boolean":
            return exp.convert(bool(value))
        text = exp.Literal.string(_text(value))
        if declared == "timestamp":
            return exp.cast(exp.Literal.string(_in_utc(str(value))), "TIMESTAMP")
        return exp.cast(text, declared.upper()) if declared in ("date", "time") else text

    def expression(self, sql: str) -> exp.Expr:
        """A user's expression over the columns of a row."""
        tree = user.expression(sql, self.dialect.name)
        for column in tree.find_all(exp.Column):
            found = self.relation.column(column.name)
            if found is not None:
                column.set("this", exp.to_identifier(found.name, quoted=True))
        return tree


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(values.text(value))


def _in_utc(text: str) -> str:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.isoformat(sep=" ")
