"""A dataset that rules are compiled for: its declaration beside what its data is really like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.graph.members import members
from opsgen.language import values
from opsgen.sql import numbers, times
from opsgen.sql.nesting import NESTINGS, NestedPlace
from opsgen.sql.rules.types import ElementType, of_declared
from opsgen.sql.safety import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from opsgen.graph.members import DeclaredValue
    from opsgen.language.dataset import Dataset, Value
    from opsgen.sql.dialects import Dialect
    from opsgen.sql.rules.relation import Relation, SourceColumn
    from opsgen.sql.rules.rule import Scalar
    from opsgen.sql.rules.types import ValueKind


NUMBERS = ("integer", "number")


class MissingColumnError(Exception):
    """A rule needs a column that the data does not have, or not with values of its type."""


@dataclass(frozen=True, slots=True)
class RuleTable:
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

    def member(self, name: str) -> DeclaredValue:
        """The column, field or items that a rule names."""
        return members(self.dataset)[name]

    def kind(self, name: str) -> ValueKind:
        """What the values are that a rule names."""
        return self._way(self.member(name))[-1].kind

    def plain(self, name: str, table: str | None = None) -> exp.Expr:
        """The one value that a row has there."""
        return self._reach(self._start(name, table), self.member(name).steps, NestedPlace.value)

    def value(self, name: str, table: str | None = None) -> exp.Expr:
        """The one value that a row has there, as it compares: text by its code points."""
        return self._compared(self.member(name).declared, self.plain(name, table))

    def some(self, name: str, condition: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
        """True for a row in which any of the values that a rule names meets a condition."""
        declared = self.member(name).declared

        def met(place: NestedPlace) -> exp.Expr:
            return condition(self._compared(declared, place.value()))

        return self._reach(self._start(name), self.member(name).steps, met)

    def lacking(self, name: str) -> exp.Expr:
        """True for a row in which a value is missing: a column's, or a field's whose object is there, or an item's.
        A value that cannot be read is not missing."""
        member = self.member(name)
        source = self.source(member.column)
        if member.is_column and source.fallible:
            return exp.column(self.relation.raw(source), quoted=True).is_(exp.null())
        start = self._start(name)
        document = None if member.is_column else self.document(name)
        return self._reach(document or start, member.steps, NestedPlace.is_missing)

    def document(self, name: str) -> NestedPlace | None:
        """The document that a column is, or was read from; None where it is neither."""
        member = self.member(name)
        source, declared = self.source(member.column), self.dataset.columns[member.column]
        if not source.kind.document and not source.fallible:
            return None
        lying = source.name if source.kind.document else self.relation.raw(source)
        inner = ElementType(source.type, of_declared(declared, document=True))
        return NestedPlace(exp.column(lying, quoted=True), inner, declared, NESTINGS[self.dialect.name])

    def unreadable(self, name: str, start: NestedPlace) -> exp.Expr:
        """True for a row in which any of the values is of another type than declared, on the way from a document."""
        return self._reach(start, self.member(name).steps, NestedPlace.is_unreadable)

    def _compared(self, declared: Value, value: exp.Expr) -> exp.Expr:
        return self.dialect.bytewise(value) if declared.type == "string" else value

    def _start(self, name: str, table: str | None = None) -> NestedPlace:
        member = self.member(name)
        (found, *_) = self._way(member)
        column = exp.column(exp.to_identifier(self.source(member.column).name, quoted=True), table=table)
        nesting = NESTINGS[self.dialect.name]
        return NestedPlace(column, found, self.dataset.columns[member.column], nesting, is_column=True)

    def _reach(
        self, place: NestedPlace, steps: Sequence[str | None], then: Callable[[NestedPlace], exp.Expr]
    ) -> exp.Expr:
        for number, step in enumerate(steps):
            if step is None:
                rest = steps[number + 1 :]
                return place.some(lambda item, rest=rest: self._reach(item, rest, then))  # type: ignore[misc]
            place = place.field(step)
        return then(place)

    def _way(self, member: DeclaredValue) -> list[ElementType]:
        """What the data has at each step to a member."""
        source = self.source(member.column)
        place = NestedPlace(
            exp.null(),
            ElementType(source.type, source.kind),
            self.dataset.columns[member.column],
            NESTINGS[self.dialect.name],
        )
        path, way = member.column, [place.inner]
        for step in member.steps:
            path += "[]" if step is None else f".{step}"
            inner, declared = place.below(step)
            if inner is None:
                what = "items" if step is None else "field"
                raise MissingColumnError(f"the data has no {what} `{path}`")
            if not inner.kind.holds(declared.type):
                raise MissingColumnError(f"`{path}` is {inner.type} in the data, not {declared.type}")
            place = NestedPlace(place.lying, inner, declared, place.nesting)
            way.append(inner)
        return way

    def literal(self, name: str, value: Scalar) -> exp.Expr:
        """A value of the spec that values of the column are compared with."""
        declared = self.member(name).declared.type
        if declared in NUMBERS and not isinstance(value, str):
            return numbers.literal(value, self.kind(name), self.dialect.name)
        if declared == "boolean":
            return exp.convert(bool(value))
        text = exp.Literal.string(_text(value))
        if declared == "timestamp":
            return exp.cast(exp.Literal.string(self._digits(name, str(value))), "TIMESTAMP")
        return exp.cast(text, declared.upper()) if declared in ("date", "time") else text

    def compare(self, left: exp.Expr, operator: numbers.Operator, name: str, value: Scalar) -> exp.Expr:
        """The comparison of a value of `name` with one of the spec."""
        if self.member(name).declared.type in NUMBERS and not isinstance(value, str):
            return numbers.compare(left, operator, value, self.kind(name), self.dialect.name)
        return numbers.COMPARISONS[operator](this=left, expression=self.literal(name, value))

    def among(self, value: exp.Expr, name: str, accepted: Sequence[Scalar]) -> exp.Expr:
        """Whether a value of `name` is one of the spec's."""
        if self.member(name).declared.type not in NUMBERS:
            return value.isin(*(self.literal(name, each) for each in accepted))
        found = [each for each in accepted if not isinstance(each, str)]
        return numbers.among(value, found, self.kind(name), self.dialect.name)

    def zone(self, name: str) -> str:
        """The time zone that values are local times of: UTC for instants, which sessions show in it, and for what is
        read from documents."""
        kind = self.kind(name)
        return "UTC" if kind.zoned or kind.document else self._declared_zone(name)

    def _declared_zone(self, name: str) -> str:
        return self.member(name).declared.timezone or self.dataset.source.timezone or "UTC"

    def _digits(self, name: str, text: str) -> str:
        """A timestamp as the column's values show it: in UTC if they are instants, else in local time."""
        moment = times.instant(datetime.fromisoformat(text), self._declared_zone(name))
        return times.local(moment, self.zone(name)).isoformat(sep=" ")

    def expression(self, sql: str) -> exp.Expr:
        """A user's expression over the columns of a row."""
        tree = parse.expression(sql, self.dialect.name)
        for column in tree.find_all(exp.Column):
            found = self.relation.column(column.name)
            if found is not None:
                column.set("this", exp.to_identifier(found.name, quoted=True))
        return tree


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(values.text(value))
