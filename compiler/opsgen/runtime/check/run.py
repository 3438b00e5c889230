"""Runs a check: one scan for each dataset, then the queries of single rules."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from opsgen import __version__
from opsgen.runtime.check import masking
from opsgen.runtime.check.evaluate import (
    UnreadableValues,
    evaluate,
    evaluate_schema,
    is_near_limit,
    limit,
    quantile_position,
)
from opsgen.runtime.check.failing_rows import RowsNotStoredError
from opsgen.runtime.check.result import CheckResult, DatasetResult, Outcome, RuleResult, worst
from opsgen.runtime.check.unreadable_values import advice, examples, quoted, texts_of
from opsgen.runtime.engines.engine import LimitError, QueryError, TooLongError, UnreadableError
from opsgen.runtime.engines.open import Engines
from opsgen.sql.rules.dependencies import needed
from opsgen.sql.rules.measures import margins, measures
from opsgen.sql.rules.queries import neighbours, own, scan
from opsgen.sql.rules.rule import Freshness, Schema, Statistic
from opsgen.sql.rules.rules import rules
from opsgen.sql.rules.table import MissingColumnError, RuleTable
from opsgen.sql.safety.refusal import RefusedSqlError
from opsgen.sql.safety.regex import PatternError
from opsgen.sql.sources.locations import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sqlglot import exp

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.check.failing_rows import Examples
    from opsgen.runtime.engines.engine import Engine, Rejected
    from opsgen.sql.rules.relation import Relation
    from opsgen.sql.rules.rule import Rule

ROWS = "rows"
"""The name of the row count in the results of the scan."""

SINGLE_VALUES = frozenset({"min", "max", "quantile"})
"""The kinds of rules whose result is the value of one row, which may be personal."""

RULE_ERRORS = (MissingColumnError, QueryError, RefusedSqlError, PatternError)
"""Errors that affect one rule only."""


class Watcher(Protocol):
    """Receives progress events."""

    def step(self, engine: Engine, dataset: str, what: str) -> None:
        """A query starts."""
        ...


class Recorded(Protocol):
    """The place of one recorded result."""

    def known(self) -> DatasetResult | None:
        """The result, if nothing has changed that it depends on."""
        ...

    def keep(self, result: DatasetResult, at: str) -> None:
        """Record a result, with the time of the check."""
        ...


class Results(Protocol):
    """Results of earlier checks."""

    def of(self, graph: EnvironmentGraph, name: str, judged: Sequence[Rule]) -> Recorded | None:
        """The place of the result of these rules. None if it must not be recorded."""
        ...


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a check."""

    folder: Path
    """The project's folder; paths in the spec are relative to it."""
    examples: Examples
    watcher: Watcher
    judges: Callable[[Rule], bool] = lambda _: True
    """The rules to check."""
    relation: Callable[[Engine, str], Relation] | None = None
    """The rows to check, where they are not those of the dataset's own source."""
    beside: tuple[str, ...] = ()
    """The datasets that `relation` reads besides."""
    results: Results | None = None
    """Results of earlier checks to use. Data that is not published yet is always checked."""


def check(graph: EnvironmentGraph, names: Sequence[str], project: str, options: Options) -> CheckResult:
    """Check these datasets of an environment."""
    started, clock = datetime.now(UTC), time.perf_counter()
    engines = Engines(graph, [*needed(graph, names), *options.beside], options.folder)
    try:
        results = tuple(_check(graph, name, engines, started, options) for name in names)
    finally:
        engines.close()
    outcome = worst([result.outcome for result in results])
    spent = round(time.perf_counter() - clock, 6)
    return CheckResult(__version__, project, graph.name, started.isoformat(timespec="seconds"), spent, outcome, results)


def _check(graph: EnvironmentGraph, name: str, engines: Engines, now: datetime, options: Options) -> DatasetResult:
    clock, recorded = time.perf_counter(), None
    if options.results is not None and options.relation is None:
        judged = [rule for rule in rules(name, graph.spec.datasets[name]) if options.judges(rule)]
        recorded = options.results.of(graph, name, judged)
    known = recorded.known() if recorded is not None else None
    if known is not None:
        return replace(known, seconds=round(time.perf_counter() - clock, 6))
    try:
        result = _Check(graph, name, engines, now, options).run()
    except (UnreadableError, LimitError) as error:
        result = DatasetResult(name, location(graph, name), Outcome.ERROR, message=str(error))
    result = replace(result, seconds=round(time.perf_counter() - clock, 6))
    if recorded is not None:
        recorded.keep(result, now.isoformat(timespec="seconds"))
    return result


def location(graph: EnvironmentGraph, name: str) -> str:
    """The location of a dataset's data, for people."""
    source = graph.spec.datasets[name].source
    return shown(graph.spec.connections[source.connection], source)


class _Check:
    """The check of one dataset."""

    def __init__(self, graph: EnvironmentGraph, name: str, engines: Engines, now: datetime, options: Options) -> None:
        self._graph = graph
        self._name = name
        self._engines = engines
        self._engine = engines.of(name)
        self._now = now
        self._options = options
        self._stopped: set[str] = set()
        """Rules whose queries ran into a limit of time or memory."""
        self._rejected: Rejected | None = None
        try:
            subject = self._subject(name)
        except UnreadableError:
            if not self._skip_unreadable_rows():
                raise
            subject = self._subject(name)
        self._subjects = {name: subject}

    def run(self) -> DatasetResult:
        found = [
            each for each in rules(self._name, self._graph.spec.datasets[self._name]) if self._options.judges(each)
        ]
        clock = time.perf_counter()
        figures, errors = self._scan(found)
        spent = round(time.perf_counter() - clock, 6)
        results = []
        for rule in found:
            result = self._evaluate(rule, figures.get(rule.name, {}), errors.get(rule.name))
            results.append(self._with_examples(rule, result))
        outcome = worst([self._counted(result) for result in results])
        where = location(self._graph, self._name)
        return DatasetResult(self._name, where, outcome, figures[""].get(ROWS), 0, spent, tuple(results))

    def _subject(self, name: str) -> RuleTable:
        relation = self._engine.relation
        if self._options.relation is not None and name == self._name:
            relation = partial(self._options.relation, self._engine)
        return RuleTable(self._graph.spec.datasets[name], relation(name), self._engine.dialect)

    # The scan

    def _scan(self, found: Sequence[Rule]) -> tuple[dict[str, dict[str, Any]], dict[str, Exception]]:
        """The measurements of each rule by its name, and the errors of rules that could not be measured."""
        subject, errors = self._subjects[self._name], dict[str, Exception]()
        from sqlglot import exp

        wanted: dict[str, dict[str, exp.Expr]] = {"": {ROWS: exp.Count(this=exp.Star())}}
        for rule in found:
            try:
                wanted[rule.name] = {**measures(rule, subject), **margins(rule, subject)}
            except RULE_ERRORS as error:
                errors[rule.name] = error
        try:
            return self._measured(wanted), errors
        except TooLongError as error:  # Measured one by one, each rule could take as long again.
            raise UnreadableError(f"the scan for {_named(found)}: {error}") from None
        except QueryError:
            if self._skip_unreadable_rows():
                self._subjects[self._name] = self._subject(self._name)
                return self._scan(found)
            return self._measured_separately(wanted, errors), errors

    def _skip_unreadable_rows(self) -> bool:
        """Leave unreadable rows out of all further queries. False if there are none, or they are left out already."""
        if self._rejected is None:
            self._rejected = self._engine.leave_out(self._name)
            return self._rejected is not None
        return False

    def _measured(self, wanted: Mapping[str, Mapping[str, exp.Expr]]) -> dict[str, dict[str, Any]]:
        """All measurements by one query. Rules that need the same aggregate share it."""
        columns: dict[exp.Expr, str] = {}
        for figures in wanted.values():
            for measure in figures.values():
                columns.setdefault(measure, f"m{len(columns)}")
        self._options.watcher.step(self._engine, self._name, "scan")
        row = self._engine.row(scan(self._subjects[self._name], {alias: tree for tree, alias in columns.items()}))
        return {
            name: {figure: row[columns[measure]] for figure, measure in figures.items()}
            for name, figures in wanted.items()
        }

    def _measured_separately(
        self, wanted: Mapping[str, Mapping[str, exp.Expr]], errors: dict[str, Exception]
    ) -> dict[str, dict[str, Any]]:
        """The measurements by one query for each rule, so that a rule whose SQL fails does not affect the others."""
        self._check_readable()
        measured: dict[str, dict[str, Any]] = {}
        for name, figures in wanted.items():
            try:
                measured |= self._measured({name: figures}) if figures else {}
            except QueryError as error:
                errors[name] = error
        return measured

    def _check_readable(self) -> None:
        """Read all columns, to blame unreadable data on the data and not on a rule."""
        from sqlglot import exp

        subject = self._subjects[self._name]
        columns = (exp.column(column.name, quoted=True) for column in subject.relation.columns)
        counts = {f"c{number}": exp.Count(this=column) for number, column in enumerate(columns)}
        try:
            self._engine.row(scan(subject, counts))
        except QueryError as error:
            raise UnreadableError(self._without_values(error)) from None

    # Rule by rule

    def _counted(self, result: RuleResult) -> Outcome:
        """The outcome of a rule for its dataset: `error` if its query was stopped, which proves nothing."""
        if result.name in self._stopped and result.severity == "error":
            return Outcome.ERROR
        return _counted(result)

    def _evaluate(self, rule: Rule, figures: dict[str, Any], error: Exception | None) -> RuleResult:
        clock = time.perf_counter()
        try:
            if error is not None:
                raise error
            if isinstance(rule.test, Schema):
                subject = self._subjects[self._name]
                verdict = evaluate_schema(rule, rule.test, subject, figures, self._unread(figures))
                asked = False
            else:
                asked, figures = self._with_own_query(rule, figures)
                verdict = evaluate(rule, figures, self._now, self._zone(rule))
        except (*RULE_ERRORS, UnreadableError) as reason:
            if isinstance(reason, LimitError):
                self._stopped.add(rule.name)
            return _result(rule, Outcome.ERROR, "could not be evaluated", message=self._without_values(reason))
        hides = rule.kind in SINGLE_VALUES and self._is_personal(rule)
        return replace(
            _result(rule, verdict.outcome, masking.MASK if hides and verdict.value is not None else verdict.found),
            rows_broken=verdict.broken,
            rows_judged=verdict.judged,
            value=None if hides else verdict.value,
            exact=None if hides else verdict.exact,
            message=verdict.message,
            seconds=round(time.perf_counter() - clock, 6) if asked else None,
        )

    def _unread(self, figures: Mapping[str, Any]) -> UnreadableValues:
        subject, rows = self._subjects[self._name], self._rejected
        if rows is not None:
            hides = bool(masking.personal(subject.dataset))
            shown_rows = [(place, what, masking.MASK if hides else quoted(text)) for place, what, text in rows.examples]
            rows = rows._replace(examples=shown_rows)
        wrong = texts_of(subject, figures, self._engine)
        return UnreadableValues(examples(subject, wrong, self._engine), advice(subject, wrong), rows)

    def _zone(self, rule: Rule) -> str:
        """The time zone of the column whose age the rule limits."""
        column = rule.test.column if isinstance(rule.test, Freshness) else None
        return self._subjects[self._name].zone(column) if column is not None else "UTC"

    def _with_examples(self, rule: Rule, result: RuleResult) -> RuleResult:
        if result.outcome in (Outcome.PASS, Outcome.ERROR):  # an error has no rows
            return result
        subjects = {name: self._subjects[name] for name in needed(self._graph, [self._name], rule)}
        try:
            return self._options.examples.add(rule, result, self._engine, subjects)
        except QueryError as error:
            return replace(result, message=f"its rows cannot be shown: {self._without_values(error)}")
        except RowsNotStoredError as error:
            return replace(result, message=str(error))

    def _is_personal(self, rule: Rule) -> bool:
        personal = masking.personal(self._subjects[self._name].dataset)
        return any(column.casefold() in personal for column in rule.columns)

    def _without_values(self, error: Exception) -> str:
        """The error's message, without personal data that the engine may quote."""
        return masking.message(str(error), (subject.dataset for subject in self._subjects.values()))

    def _with_own_query(self, rule: Rule, figures: dict[str, Any]) -> tuple[bool, dict[str, Any]]:
        """Whether the rule needs a query of its own, and all its measurements."""
        if isinstance(rule.test, Freshness) and rule.test.column is None:
            return True, {"newest": self._arrival()}
        for name in needed(self._graph, [self._name], rule):
            if name not in self._subjects:  # to inspect a dataset with many columns takes long: do it once
                self._subjects[name] = self._other_table(name)
        query, asked = own(rule, self._subjects), False
        if query is not None:
            self._options.watcher.step(self._engine, self._name, rule.name)
            figures, asked = {**figures, **self._engine.row(query)}, True
        if isinstance(rule.test, Statistic) and rule.test.function == "quantile" and is_near_limit(rule.test, figures):
            self._options.watcher.step(self._engine, self._name, rule.name)
            position = int(quantile_position(rule.test, figures))
            exactly = neighbours(rule, rule.test, self._subjects[self._name], position)
            figures, asked = {**figures, **self._engine.row(exactly)}, True
        return asked, figures

    def _other_table(self, name: str) -> RuleTable:
        if self._engines.realm(name) != self._engines.realm(self._name):
            raise QueryError(f"`{name}` is read through another connection, and one query cannot read both")
        return self._subject(name)

    def _arrival(self) -> datetime:
        newest = self._engine.arrival(self._name)
        if newest is None:
            raise QueryError(
                "the engine does not know when the data arrived; name the `column` that has the time of each row"
            )
        return newest


def _result(rule: Rule, outcome: Outcome, found: str, message: str | None = None) -> RuleResult:
    return RuleResult(
        rule.name,
        rule.kind,
        rule.columns,
        rule.severity,
        outcome,
        found,
        limit(rule),
        rule.description,
        rule.where,
        message=message,
    )


def _named(found: Sequence[Rule]) -> str:
    """The rules that may slow a scan down: those with the user's SQL, or else all."""
    own = [rule.name for rule in found if rule.kind == "expression" or rule.where is not None]
    return f"`{'`, `'.join(own)}` and others" if own else "all rules"


def _counted(result: RuleResult) -> Outcome:
    """The outcome of a rule for its dataset: a rule that cannot be evaluated counts as broken."""
    if result.outcome is not Outcome.ERROR:
        return result.outcome
    return Outcome.FAIL if result.severity == "error" else Outcome.WARN
