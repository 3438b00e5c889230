"""Finds references between files: a column whose name suggests another file's key, and whose values occur there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.runtime.check.masking import without_values
from opsgen.runtime.engines.engine import QueryError, UnreadableError
from opsgen.runtime.engines.open import Engines
from opsgen.runtime.profile.names import singular, words
from opsgen.runtime.profile.propose import more_than
from opsgen.sql.rules.queries import own
from opsgen.sql.rules.rule import Reference, Rule, Tolerance
from opsgen.sql.rules.table import RuleTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.runtime.check.run import Watcher
    from opsgen.runtime.engines.engine import Engine
    from opsgen.runtime.profile.result import ColumnProfile
    from opsgen.runtime.profile.targets import Profiled

MOST_DANGLING = 0.2
"""The largest share of dangling references. With more, the column means something else."""
GENERIC = frozenset({"id", "key", "code", "name", "no", "number", "nr", "uuid", "index", "type", "title"})
"""Names that unrelated columns often share."""

Found = dict[tuple[str, str], Any]
"""By dataset and column, the proposed `references`."""


def find(profiled: Profiled, watcher: Watcher) -> Found:
    """The references between profiled datasets."""
    engines = Engines(profiled.graph, profiled.profiles, profiled.folder)
    try:
        engine = engines.of(next(iter(profiled.profiles)))
        return _find(profiled, engine, watcher)
    except QueryError as error:
        raise UnreadableError(without_values(str(error))) from None
    finally:
        engines.close()


def _find(profiled: Profiled, engine: Engine, watcher: Watcher) -> Found:
    found: Found = {}
    subjects: dict[str, RuleTable] = {}
    for dataset, column, other, target in _candidates(profiled):
        if (dataset, column.name) in found:
            continue
        for name in (dataset, other):
            if name not in subjects:
                subjects[name] = RuleTable(profiled.graph.spec.datasets[name], engine.relation(name), engine.dialect)
        watcher.step(engine, dataset, f"whether {column.name} stands in {other}")
        test = Reference(column.name, other, target.name, Tolerance())
        query = own(Rule(dataset, "references", "references", (column.name,), test, "error"), subjects)
        dangling = int(engine.row(query)["broken"]) if query is not None else column.values
        share = dangling / profiled.profiles[dataset].rows
        to = f"{other}.{target.name}"
        if not dangling:
            found[dataset, column.name] = to
        elif share <= MOST_DANGLING:
            found[dataset, column.name] = {"to": to, "max_fraction": more_than(share), "severity": "warn"}
    return found


def _candidates(profiled: Profiled) -> Iterator[tuple[str, ColumnProfile, str, ColumnProfile]]:
    for dataset, profile in profiled.profiles.items():
        for column in profile.columns:
            for other, others in profiled.profiles.items():
                if other == dataset or not column.values or column.left_out:
                    continue
                for target in others.columns:
                    if _can_be_key(target, column) and _means(column.name, other, target.name):
                        yield dataset, column, other, target


def _can_be_key(target: ColumnProfile, column: ColumnProfile) -> bool:
    alike = target.type == column.type and target.type in ("integer", "string")
    return alike and target.unique and not target.missing and not column.unique and target.left_out is None


def _means(column: str, dataset: str, target: str) -> bool:
    """Whether a column is called like another dataset's column: `tailnum`, or `customer_id` for `customers.id`."""
    ours, theirs = words(column), words(target)
    *rest, last = words(dataset) or [""]
    thing = [*rest, singular(last)]
    if ours == theirs:
        return not set(theirs) <= GENERIC
    return ours == [*thing, *theirs] or (ours == thing and set(theirs) <= GENERIC)
