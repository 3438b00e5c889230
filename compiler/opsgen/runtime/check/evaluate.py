"""Compares what the queries measured with what the rules allow."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.graph.members import members
from opsgen.language.values import seconds
from opsgen.runtime.check import wording
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.check.unreadable_values import quoted, yaml_text
from opsgen.sql import times
from opsgen.sql.rules.rule import Freshness, Query, Reference, Rows, Schema, Statistic, Tolerance, Unique
from opsgen.sql.rules.table import MissingColumnError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opsgen.language.dataset import Dataset, Value
    from opsgen.runtime.engines.engine import Rejected
    from opsgen.sql.rules.relation import Relation
    from opsgen.sql.rules.rule import Rule
    from opsgen.sql.rules.table import RuleTable
    from opsgen.sql.rules.types import ValueKind


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """The outcome of a rule, and why."""

    outcome: Outcome
    found: str
    broken: int | None = None
    judged: int | None = None
    value: float | int | str | None = None
    exact: str | None = None
    """The value with all its digits, if `value` is rounded, or may be by a JSON reader."""
    message: str | None = None
    """A likely reason for the outcome."""


DELIMITERS = (";", "\t", "|", ",")
"""Likely delimiters of a file that seems to have one column."""


class UnreadableValues(NamedTuple):
    """Examples of values and rows that could not be read."""

    values: Mapping[str, Sequence[tuple[str, str]]] = {}
    """By column, the places and texts of some values."""
    advice: Mapping[str, str] = {}
    """By column, the source key that would make its values readable, as the end of a sentence."""
    rows: Rejected | None = None
    """Rows that no measurement includes."""


TOLERANCE = 300
"""How many seconds the newest value may be in the future, since clocks differ."""


ROUNDING = Fraction(1, 2**45)
"""The largest rounding error of a quantile in double precision, relative to the largest value."""


def evaluate(rule: Rule, figures: Mapping[str, Any], now: datetime, zone: str = "UTC") -> RuleVerdict:
    """Evaluate a rule with the results of its queries. `zone` is the time zone of times without an offset."""
    match rule.test:
        case Rows(tolerance=tolerance) | Unique(tolerance=tolerance) | Reference(tolerance=tolerance):
            return _evaluate_rows(rule, tolerance, int(figures["broken"]), int(figures["judged"]))
        case Query():
            broken = int(figures["broken"])
            return RuleVerdict(_outcome(rule, kept=broken <= rule.test.max_rows), wording.rows(broken), broken)
        case Statistic():
            return _evaluate_statistic(rule, rule.test, figures)
        case Freshness():
            return _evaluate_age(rule.test, figures.get("newest"), now, zone)
    raise TypeError(f"{rule.test} is judged elsewhere")


def limit(rule: Rule) -> str:
    """What the rule allows, in words."""
    match rule.test:
        case Rows(tolerance=tolerance) | Unique(tolerance=tolerance) | Reference(tolerance=tolerance):
            few = [] if tolerance.max_rows is None else [wording.rows(tolerance.max_rows)]
            share = [] if tolerance.max_fraction is None else [wording.fraction(tolerance.max_fraction)]
            return "at most " + " and ".join([*few, *share]) if few or share else "none"
        case Query():
            return f"at most {wording.rows(rule.test.max_rows)}" if rule.test.max_rows else "none"
        case Statistic():
            return wording.bounds(rule.test.low, rule.test.high)
        case Freshness():
            return f"at most {rule.test.error_after or rule.test.warn_after}"
    return "as declared"


def evaluate_schema(
    rule: Rule, test: Schema, subject: RuleTable, misread: Mapping[str, int], unread: UnreadableValues
) -> RuleVerdict:
    """Whether the data has the declared columns, and their values the declared types."""
    dataset, relation = subject.dataset, subject.relation
    if problem := _other_delimiter(dataset, relation):  # everything else follows from it
        return RuleVerdict(_outcome(rule, kept=False), problem)
    problems = [*_column_problems(dataset, relation), *_part_problems(test, subject)]
    problems += _order_problems(test, dataset, relation)
    for name, count in misread.items():
        if count:
            what = wording.not_of_type(count, name, subject.member(name).declared.type)
            problems.append(what + wording.examples(unread.values.get(name, ()), count) + unread.advice.get(name, ""))
    if unread.rows is not None:
        problems.append(f"{wording.rows(unread.rows.rows)} cannot be read{_rejected(unread.rows)}")
    found = "; ".join(problems) or wording.columns(len(dataset.columns))
    broken = max(misread.values(), default=0) + (unread.rows.rows if unread.rows is not None else 0)
    return RuleVerdict(_outcome(rule, kept=not problems), found, broken=broken)


def _rejected(rows: Rejected) -> str:
    examples = [(place, f"{what}: {text}" if text else what) for place, what, text in rows.examples]
    return wording.examples(examples, rows.rows) + (f"; {rows.advice}" if rows.advice else "")


def _column_problems(dataset: Dataset, relation: Relation) -> list[str]:
    problems = []
    for name, column in dataset.columns.items():
        found = relation.column(name)
        if found is None:
            problems.append(f"no column `{name}`")
        elif not relation.fits(name, column.type):
            problems.append(f"`{name}` is {found.type}, not {column.type}")
    return problems


def _other_delimiter(dataset: Dataset, relation: Relation) -> str | None:
    """The problem that a file uses another delimiter: its only column is called like several declared ones."""
    only = relation.columns[0].name if len(relation.columns) == 1 else ""
    declared = {name.casefold() for name in dataset.columns}
    for delimiter in DELIMITERS:
        names = {name.strip("\"' ").casefold() for name in only.split(delimiter)}
        if len(names) > 1 and only.casefold() not in declared and (names & declared or len(names) == len(declared)):
            return f"the only column is {quoted(only)}: write `delimiter: {yaml_text(delimiter)}` in the source"
    return None


def _part_problems(test: Schema, subject: RuleTable) -> list[str]:
    """Problems within nested columns. Parts of what is missing or has another type are not reported again."""
    problems: list[str] = []
    wrong: list[str] = []
    for name, member in members(subject.dataset).items():
        column = subject.relation.column(member.column)
        if column is None or not column.kind.holds(subject.dataset.columns[member.column].type):
            continue
        if any(name.startswith((f"{each}.", f"{each}[]")) for each in wrong):
            continue
        try:
            kind = subject.kind(name)
        except MissingColumnError as error:
            wrong.append(name)
            problems.append(str(error).removeprefix("the data has "))
            continue
        if test.extra_columns == "forbid" and member.declared.fields:
            problems += _undeclared(name, member.declared.fields, kind)
    return problems


def _undeclared(name: str, declared: Mapping[str, Value], kind: ValueKind) -> list[str]:
    """The problem that an object has fields that the spec does not declare."""
    known = {field[0] for field in map(kind.field, declared) if field is not None}
    extra = [field for field, _ in kind.fields or () if field not in known]
    return ["undeclared " + ", ".join(f"`{name}.{field}`" for field in extra)] if extra else []


def _order_problems(test: Schema, dataset: Dataset, relation: Relation) -> list[str]:
    found = [relation.column(name) for name in dataset.columns]
    declared = [column.name for column in found if column is not None]
    problems = []
    extra = [column.name for column in relation.columns if column.name not in declared]
    if extra and test.extra_columns == "forbid":
        problems.append("undeclared " + ", ".join(f"`{name}`" for name in extra))
    order = [column.name for column in relation.columns if column.name in declared]
    if test.order and relation.names and order != declared:
        problems.append(f"the order is {', '.join(order)}")
    return problems


def _outcome(rule: Rule, *, kept: bool) -> Outcome:
    if kept:
        return Outcome.PASS
    return Outcome.FAIL if rule.severity == "error" else Outcome.WARN


def _evaluate_rows(rule: Rule, tolerance: Tolerance, broken: int, judged: int) -> RuleVerdict:
    found = wording.rows(broken) if not broken else f"{wording.rows(broken)} ({wording.share(broken, judged)})"
    return RuleVerdict(_outcome(rule, kept=tolerance.allows(broken, judged)), found, broken, judged)


def _evaluate_statistic(rule: Rule, test: Statistic, figures: Mapping[str, Any]) -> RuleVerdict:
    unsound, value = int(figures.get("unsound") or 0), _figure(test, figures)
    broken = _outcome(rule, kept=False)
    if unsound:
        what = "NaN" if test.function in ("min", "max") else "not finite"
        return RuleVerdict(broken, f"{wording.rows(unsound)} {'is' if unsound == 1 else 'are'} {what}")
    if value is None:
        return RuleVerdict(broken, "no values" if test.function != "stddev" else "fewer than two values")
    if isinstance(value, float) and test.function not in ("min", "max") and not math.isfinite(value):
        return RuleVerdict(broken, "the result is too large for a double-precision number")
    low, high = test.low, test.high
    kept = (low is None or value >= _comparable(value, low)) and (high is None or value <= _comparable(value, high))
    shown = wording.number(value)
    if not kept and shown in {wording.number(bound) for bound in (low, high) if bound is not None}:
        shown = repr(float(value))  # else a figure just beyond its limit would look like it
    return RuleVerdict(_outcome(rule, kept=kept), shown, value=_plain(value), exact=_exact(value))


def quantile_position(test: Statistic, figures: Mapping[str, Any]) -> Fraction:
    """The position of a quantile in the sorted values, from 0; a fraction is between two values."""
    return Fraction(repr(test.quantile or 0)) * (int(figures["values"]) - 1)


def is_near_limit(test: Statistic, figures: Mapping[str, Any]) -> bool:
    """Whether a quantile of exact numbers is so close to a limit that rounding could decide the outcome."""
    if not figures.get("values") or figures.get("value") is None:
        return False
    greatest = max(abs(Fraction(figures["least"])), abs(Fraction(figures["most"])))
    value = Fraction(figures["value"]) if math.isfinite(figures["value"]) else None
    limits = [Fraction(each) for each in (test.low, test.high) if each is not None]
    return value is None or any(abs(value - each) <= greatest * ROUNDING for each in limits)


def _figure(test: Statistic, figures: Mapping[str, Any]) -> Any:
    """The value of a statistic. Means of integers and decimals are divided here, since engines would round them."""
    if "low" in figures:
        share = quantile_position(test, figures) % 1
        return Fraction(figures["low"]) * (1 - share) + Fraction(figures["high"]) * share
    if "sum" not in figures:
        return figures["value"]
    return Fraction(figures["sum"]) / int(figures["values"]) if figures["values"] else None


def _comparable(value: Any, limit: int | Decimal) -> Any:
    """A limit in the type of the value: doubles compare with the nearest double, all other numbers exactly."""
    if isinstance(value, float):
        return float(limit)
    return Fraction(limit) if isinstance(value, Fraction) else limit


def _plain(value: Any) -> float | int | str:
    """A number that JSON can represent, rounded to a double unless it is an integer."""
    if isinstance(value, int) or (not isinstance(value, float) and _is_whole(value)):
        return int(value)
    return float(value) if math.isfinite(value) else str(float(value))


def _is_whole(value: Decimal | Fraction) -> bool:
    return value.is_finite() and value == int(value) if isinstance(value, Decimal) else value.denominator == 1


def _exact(value: Any) -> str | None:
    """All digits of a number that a double would round. None if a double is exact, or the digits never end."""
    if isinstance(value, float) or (isinstance(value, Fraction) and value.denominator != 1):
        return None
    found = Decimal(int(value)) if isinstance(value, int | Fraction) else value
    if not found.is_finite() or found == Decimal(float(found)):
        return None
    return None if Decimal(repr(float(found))) == found else format(found, "f")


def _evaluate_age(test: Freshness, newest: datetime | str | None, now: datetime, zone: str) -> RuleVerdict:
    """Evaluate the age of the newest value. Text without an offset is a local time or date in the zone."""
    broken = Outcome.FAIL if test.error_after else Outcome.WARN
    if newest is None:
        return RuleVerdict(broken, "no values")
    moment = newest if isinstance(newest, datetime) else _moment(newest)
    if moment is None:  # infinity, or a year that Python does not have
        past = str(newest).startswith("-") or str(newest).endswith("BC")
        return RuleVerdict(
            broken, f"the newest value is {newest}, {'infinitely old' if past else _FUTURE}", value=str(newest)
        )
    old = (now - times.instant(moment, zone)).total_seconds()
    if old < -TOLERANCE:
        found = f"the newest value is {wording.age(-old)} {_FUTURE}"
        return RuleVerdict(broken, found, value=old, message=None if moment.tzinfo else _read_in(zone))
    outcome = Outcome.PASS
    if test.error_after is not None and old > seconds(test.error_after):
        outcome = Outcome.FAIL
    elif test.warn_after is not None and old > seconds(test.warn_after):
        outcome = Outcome.WARN
    found = f"{wording.age(old)} old" if old >= 0 else f"{wording.age(-old)} {_FUTURE}"
    return RuleVerdict(outcome, found, value=old)


_FUTURE = "in the future"


def _read_in(zone: str) -> str:
    return f"values without an offset are times in {zone}; if they are not, set `timezone` of the column or the source"


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip().replace(" UTC", "+00:00"))
    except ValueError:
        return None
