"""What a row that breaks a rule is like. Where a condition is null, the row passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sqlglot import exp

from opsgen.sql.rules.rule import (
    AcceptedValues,
    Condition,
    LengthWithin,
    Matches,
    NotNull,
    SatisfiesExpression,
    WithinBounds,
)
from opsgen.sql.safety import BACKTRACKING, regex
from opsgen.sql.safety.ambiguity import explodes

if TYPE_CHECKING:
    from opsgen.sql.numbers import Operator
    from opsgen.sql.rules.rule import Rule
    from opsgen.sql.rules.table import RuleTable


def breaks(condition: Condition, subject: RuleTable) -> exp.Expr:
    """True for each row that breaks the condition."""
    match condition:
        case NotNull():
            return subject.lacking(condition.column)
        case AcceptedValues():
            column, accepted = condition.column, condition.values
            return subject.some(column, lambda value: exp.not_(subject.among(value, column, accepted)))
        case WithinBounds():
            return subject.some(condition.column, lambda value: _outside(value, condition, subject))
        case Matches():
            regex_ = _bounded(condition.regex, subject)
            return subject.some(condition.column, lambda text: exp.not_(subject.dialect.matches(text, regex_)))
        case LengthWithin():
            return subject.some(condition.column, lambda text: _of_other_length(text, condition))
        case SatisfiesExpression():
            return exp.not_(exp.paren(subject.expression(condition.sql)))
        case _:
            assert_never(condition)


def _of_other_length(text: exp.Expr, within: LengthWithin) -> exp.Expr:
    length = exp.Length(this=text)
    low = [length.copy() < within.low] if within.low is not None else []
    high = [length.copy() > within.high] if within.high is not None else []
    return exp.or_(*low, *high)


def _bounded(pattern: str, subject: RuleTable) -> str:
    """The expression as the engine takes it, and never one that could keep it busy for ever."""
    written = regex.portable(pattern)
    if subject.dialect.name in BACKTRACKING and explodes(pattern):
        raise regex.PatternError(f"`{pattern}` can match a text in too many ways for {subject.dialect.name}")
    return written


def _outside(value: exp.Expr, within: WithinBounds, subject: RuleTable) -> exp.Expr:
    sides: list[exp.Expr] = []
    if within.low is not None:
        below: Operator = "<=" if within.above_low else "<"
        sides.append(subject.compare(value.copy(), below, within.column, within.low))
    if within.high is not None:
        above: Operator = ">=" if within.below_high else ">"
        sides.append(subject.compare(value.copy(), above, within.column, within.high))
    if subject.kind(within.column).floating:
        sides.append(subject.dialect.is_nan(value.copy()))
    return exp.or_(*sides)


def judged(rule: Rule, subject: RuleTable) -> exp.Expr | None:
    """True for each row that the rule is about; None where it is about all."""
    return subject.expression(rule.where) if rule.where is not None else None
