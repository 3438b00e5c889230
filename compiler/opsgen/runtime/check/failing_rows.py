"""The rows that break a rule: a few to show, or all of them in a file."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from opsgen.emit.atomic_file import atomic_file
from opsgen.graph.members import members
from opsgen.language.values import DEVICE
from opsgen.runtime.check.csv_injection import inert
from opsgen.runtime.check.masking import MASK, masked
from opsgen.runtime.check.result import Sample
from opsgen.source.access import may_write, resolved
from opsgen.sql.rules.queries import alias, broken_rows
from opsgen.sql.rules.rule import Query
from opsgen.sql.rules.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from opsgen.runtime.check.result import RuleResult
    from opsgen.runtime.engines.engine import Engine
    from opsgen.sql.rules.rule import Rule
    from opsgen.sql.rules.table import RuleTable


LONGEST = 100
"""The longest file name for the rows of a rule, without its ending."""


class RowsNotStoredError(Exception):
    """Rows could not be stored in a file; the message says why."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as text, with personal values masked."""

    columns: list[str]
    rows: Iterator[tuple[str | None, ...]]


@dataclass(frozen=True, slots=True)
class Examples:
    """What to do with rows that break a rule."""

    sample: int = 0
    """How many to show."""
    folder: Path | None = None
    """Where to store all of them."""
    raw: bool = False
    """Whether cells that a spreadsheet would run as formulas are stored unchanged."""

    def add(self, rule: Rule, result: RuleResult, engine: Engine, subjects: Mapping[str, RuleTable]) -> RuleResult:
        """The result with its sample, after the rows are stored."""
        if not result.rows_broken:
            return result
        if self.sample:
            found = rows(rule, engine, subjects, self.sample)
            some = tuple(islice(found.rows, self.sample)) if found is not None else ()
            if found is not None and some:  # lines of files that cannot be read are no rows
                result = replace(result, sample=Sample(tuple(found.columns), some))
        if self.folder is not None:
            found = rows(rule, engine, subjects)
            if found is not None:
                names = file_names(each.name for each in rules(rule.dataset, subjects[rule.dataset].dataset))
                _store(found, _place(self.folder, f"{rule.dataset}/{names[rule.name]}.csv"), raw=self.raw)
        return result


def rows(rule: Rule, engine: Engine, subjects: Mapping[str, RuleTable], most: int | None = None) -> Rows | None:
    """The rows that break a rule, with the declared columns only. None if the rule does not check each row."""
    query = broken_rows(rule, subjects)
    if query is None:
        return None
    query = _as_text(query, engine) if isinstance(rule.test, Query) else _declared(query, subjects[rule.dataset])
    if most is not None:
        query = query.limit(most)
    columns, found = engine.rows(query)
    hidden = masked(rule, subjects, columns)
    return Rows(columns, (_shown(row, columns, hidden) for row in found))


def file_names(names: Iterable[str]) -> dict[str, str]:
    """A file name for each rule. Names that differ in case only are numbered: some file systems ignore case."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for rule in names:
        name = re.sub(r"[^A-Za-z0-9._-]+", "_", rule).strip("._")[:LONGEST] or "rule"
        if re.match(rf"({DEVICE})(\.|$)", name.lower()):
            name = f"rule_{name}"
        file = next(each for each in _numbered(name) if each.lower() not in taken)
        taken.add(file.lower())
        found[rule] = file
    return found


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


TEXT_OF_ALL = frozenset({"duckdb", "postgres", "spark"})
"""Dialects that cast values of every type to text."""


def _as_text(query: exp.Query, engine: Engine) -> exp.Query:
    """The query's columns as text: drivers reject some times, or need packages such as `pytz` for them."""
    if engine.dialect.name not in TEXT_OF_ALL:
        return query
    names, _ = engine.rows(exp.select(exp.Star()).from_(query.subquery("broken_rows")).limit(0))
    # By their place, since a query may give two columns one name.
    places = [f"column_{place}" for place, _ in enumerate(names)]
    source = query.subquery(exp.TableAlias(this=exp.to_identifier("broken_rows"), columns=places))
    columns = (
        exp.alias_(exp.cast(exp.column(place), "TEXT"), name, quoted=True)
        for place, name in zip(places, names, strict=True)
    )
    return exp.select(*columns).from_(source)


def _declared(query: exp.Query, subject: RuleTable) -> exp.Select:
    """The query's declared columns as text, since drivers cannot represent every value."""
    found = (subject.relation.column(name) for name in subject.dataset.columns)
    declared = {column.name for column in found if column is not None}
    declared |= {alias(name) for name in members(subject.dataset)}
    wanted = [name for name in query.named_selects if name in declared or name == "times"]
    columns = [exp.alias_(_text(name, query, subject), name, quoted=True) for name in wanted]
    return exp.select(*columns).from_(query.subquery("broken_rows"))


def _text(name: str, query: exp.Query, subject: RuleTable) -> exp.Expr:
    """A value as text. Values that could not be read are shown unchanged."""
    text: exp.Expr = exp.cast(exp.column(name, quoted=True), "TEXT")
    column = subject.relation.column(name)
    raw = subject.relation.raw(column) if column is not None else ""
    if raw not in query.named_selects:
        return text
    return exp.Coalesce(this=text, expressions=[exp.cast(exp.column(raw, quoted=True), "TEXT")])


def _shown(row: tuple[Any, ...], columns: list[str], hidden: set[str]) -> tuple[str | None, ...]:
    def shown(column: str, value: Any) -> str | None:
        return None if value is None else MASK if column in hidden else str(value)

    return tuple(shown(column, value) for column, value in zip(columns, row, strict=True))


def _place(folder: Path, path: str) -> Path:
    """The path of a file of rows. The user chose the folder, but a link in it may come from a pull request."""
    real = may_write(path, str(resolved(folder)))
    if real is None:
        raise RowsNotStoredError(f"its rows are not stored: {folder / path} leads out of {folder} through a link")
    return Path(real)


def _store(found: Rows, path: Path, *, raw: bool) -> None:
    """Write all rows or none: a file with some of them would look complete."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
            rows = chain([found.columns], found.rows)
            csv.writer(file).writerows(rows if raw else (map(inert, row) for row in rows))
    except OSError as error:
        raise RowsNotStoredError(f"its rows are not stored: {path} cannot be written: {error.strerror}") from None
