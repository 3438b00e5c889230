"""All rules of a dataset: its columns' constraints, its quality rules, its freshness, and that its types are right."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from opsgen.graph.members import members
from opsgen.graph.rules import rules_of
from opsgen.language.values import exact
from opsgen.sql.rules import rule as tests
from opsgen.sql.rules.rule import Rule, Tolerance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.graph.members import DeclaredValue
    from opsgen.graph.rules import RuleUse
    from opsgen.language.dataset import Dataset
    from opsgen.sql.rules.rule import Test


def rules(name: str, dataset: Dataset) -> tuple[Rule, ...]:
    """The rules in the order in which they are reported; what everything else depends on comes first."""
    written = [_from_use(use) for use in rules_of(name, dataset) if use.body is not None]
    found = [*written, *_of_columns(name, dataset), *_freshness(name, dataset)]
    if not any(rule.kind == "schema_match" for rule in written):
        found.append(
            Rule(name, "schema", "schema_match", (), tests.Schema(), "error", path=("datasets", name, "columns"))
        )
    return tuple(_named(sorted(found, key=_rank)))


def _rank(rule: Rule) -> int:
    """Sorting keeps the order within a rank: schema, size, freshness, columns' constraints, rules."""
    if rule.kind in _FIRST:
        return _FIRST.index(rule.kind)
    return len(_FIRST) + (rule.path[2:3] != ("columns",))


_FIRST = ("schema_match", "row_count", "freshness")


def _named(found: list[Rule]) -> Iterator[Rule]:
    """Tell rules of one name apart by their number."""
    seen: Counter[str] = Counter()
    for rule in found:
        seen[rule.name] += 1
        yield rule if seen[rule.name] == 1 else replace(rule, name=f"{rule.name} #{seen[rule.name]}")


# Constraints of columns


def _of_columns(name: str, dataset: Dataset) -> Iterator[Rule]:
    for member in members(dataset).values():
        yield from _of_value(name, member)
    key = tuple(column_name for column_name, column in dataset.columns.items() if column.primary_key)
    if key:
        test, path = tests.Unique(key, Tolerance()), ("datasets", name, "columns", key[0], "primary_key")
        yield Rule(name, f"primary_key({', '.join(key)})", "unique", key, test, "error", path=path)


def _of_value(dataset: str, member: DeclaredValue) -> Iterator[Rule]:
    name, column, path = member.name, member.declared, member.path(dataset)
    rule = partial(Rule, dataset, columns=(name,), severity="error")
    is_key = getattr(column, "primary_key", False)
    if column.required or is_key:
        key = "required" if column.required else "primary_key"
        yield rule(f"{name}.required", "not_null", test=_rows(tests.NotNull(name)), path=(*path, key))
    if getattr(column, "unique", False):
        yield rule(f"{name}.unique", "unique", test=tests.Unique((name,), Tolerance()), path=(*path, "unique"))
    if column.allowed is not None:
        accepted = tests.AcceptedValues(name, tuple(column.allowed))
        yield rule(f"{name}.allowed", "accepted_values", test=_rows(accepted), path=(*path, "allowed"))
    if column.pattern is not None:
        matches = tests.Matches(name, column.pattern)
        yield rule(f"{name}.pattern", "pattern", test=_rows(matches), path=(*path, "pattern"))
    if column.min is not None or column.max is not None:
        within, key = tests.WithinBounds(name, column.min, column.max), _given(min=column.min, max=column.max)
        yield rule(f"{name}.{key}", "range", test=_rows(within), path=(*path, key.partition("-")[0]))
    if column.min_length is not None or column.max_length is not None:
        length = tests.LengthWithin(name, column.min_length, column.max_length)
        key = _given(min_length=column.min_length, max_length=column.max_length)
        yield rule(f"{name}.{key}", "length", test=_rows(length), path=(*path, key.partition("-")[0]))
    target = getattr(column, "references", None)
    if target is not None:
        reference = _reference(name, target.to, Tolerance(target.max_rows, target.max_fraction))
        yield replace(
            rule(f"{name}.references", "references", test=reference, path=(*path, "references")),
            severity=target.severity,
        )


def _rows(condition: tests.Condition) -> tests.Rows:
    return tests.Rows(condition, Tolerance())


def _given(**bounds: object) -> str:
    return "-".join(key for key, bound in bounds.items() if bound is not None)


def _reference(column: str, to: str, tolerance: Tolerance) -> tests.Reference:
    dataset, _, target = to.partition(".")
    return tests.Reference(column, dataset, target, tolerance)


def _freshness(name: str, dataset: Dataset) -> Iterator[Rule]:
    fresh = dataset.freshness
    if fresh is not None:
        test = tests.Freshness(fresh.column, fresh.warn_after, fresh.error_after)
        columns = (fresh.column,) if fresh.column is not None else ()
        yield Rule(name, "freshness", "freshness", columns, test, "error", path=("datasets", name, "freshness"))


# Rules


def _from_use(use: RuleUse) -> Rule:
    body = use.body
    column = getattr(body, "column", None)
    columns = (column,) if column is not None else tuple(getattr(body, "columns", ()))
    name = body.name or (f"{use.kind}({', '.join(columns)})" if columns else use.kind)
    test, where = _TESTS[use.kind](body), getattr(body, "where", None)
    return Rule(
        *(use.dataset, name, use.kind, columns, test, body.severity, where, body.description, use.path),
        quarantine=getattr(body, "quarantine", None),
        scope=getattr(body, "scope", None),
    )


def _tolerance(body: Any) -> Tolerance:
    return Tolerance(body.max_rows, body.max_fraction)


def _condition(make: Callable[[Any], tests.Condition]) -> Callable[[Any], Test]:
    return lambda body: tests.Rows(make(body), _tolerance(body))


def _statistic(function: tests.Function) -> Callable[[Any], Test]:
    def test(body: Any) -> Test:
        column, quantile = getattr(body, "column", None), getattr(body, "quantile", None)
        low, high = (None if bound is None else exact(bound) for bound in (body.min, body.max))
        return tests.Statistic(function, column, low, high, quantile)

    return test


def _aged(body: Any) -> Test:
    if body.severity == "warn":
        return tests.Freshness(body.column, body.max_age, None)
    return tests.Freshness(body.column, None, body.max_age)


_TESTS: dict[str, Callable[[Any], Test]] = {
    "not_null": _condition(lambda body: tests.NotNull(body.column)),
    "accepted_values": _condition(lambda body: tests.AcceptedValues(body.column, tuple(body.values))),
    "range": _condition(
        lambda body: tests.WithinBounds(body.column, body.min, body.max, body.exclusive_min, body.exclusive_max)
    ),
    "pattern": _condition(lambda body: tests.Matches(body.column, body.regex)),
    "length": _condition(lambda body: tests.LengthWithin(body.column, body.min, body.max)),
    "expression": _condition(lambda body: tests.SatisfiesExpression(body.sql)),
    "unique": lambda body: tests.Unique(tuple(body.columns), _tolerance(body)),
    "references": lambda body: _reference(body.column, body.to, _tolerance(body)),
    "freshness": _aged,
    "query": lambda body: tests.Query(body.sql, body.max_rows or 0),
    "schema_match": lambda body: tests.Schema(body.extra_columns, body.order),
    **{
        function: _statistic(function)
        for function in ("row_count", "mean", "sum", "min", "max", "stddev", "quantile", "distinct_count")
    },
}
