"""Moves rows that fail a rule out of a staged version, before it is checked, and reports them in the check."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from opsgen.graph.rules import quarantine_of
from opsgen.runtime.check import masking
from opsgen.runtime.check.evaluate import evaluate
from opsgen.runtime.check.result import Outcome, worst
from opsgen.runtime.check.run import RULE_ERRORS
from opsgen.runtime.engines.engine import LimitError, UnreadableError
from opsgen.runtime.engines.open import Engines
from opsgen.runtime.staging.ledger import Quarantined
from opsgen.runtime.staging.source import graph_with, with_dataset
from opsgen.runtime.staging.store import kept
from opsgen.sql.rules.rules import rules
from opsgen.sql.rules.split import Split
from opsgen.sql.rules.table import RuleTable

if TYPE_CHECKING:
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Source
    from opsgen.runtime.check.result import CheckResult, RuleResult
    from opsgen.runtime.produce.steps import Production
    from opsgen.runtime.staging.store import Quarantine
    from opsgen.runtime.staging.tables import TableEngine
    from opsgen.sql.rules.rule import Rule

FAILS_NOW = "its rows were moved when the version was written, and others fail now; write the version again"
KEPT = " (kept)"
"""Marks the rows that stay among datasets. No dataset of a spec can have such a name."""


def split(made: Production) -> Quarantined | None:
    """Stage the rows that fail a rule apart from the others. None if no rule moves rows.

    All rows stay where they are if a rule cannot be evaluated; then the check fails and reports why.
    """
    chosen = _moving(made.graph, made.dataset)
    if not chosen:
        return None
    with made.store() as store:
        quarantine = store.quarantine
        if quarantine is None:
            raise ValueError(f"{made.dataset} has no quarantine")
        places = store.staged(made.version), store.staged(kept(made.version)), quarantine.staged(made.version)
    try:
        return _split(made, chosen, *places)
    except LimitError:  # With more memory or time, a retry can succeed.
        raise
    except (*RULE_ERRORS, UnreadableError) as error:
        return Quarantined(problem=masking.message(str(error), [made.graph.spec.datasets[made.dataset]]))


def _split(made: Production, chosen: list[Rule], staged: Source, stays: Source, moved: Source) -> Quarantined:
    name, quarantine = made.dataset, _quarantine(made.graph, made.dataset)
    graph = graph_with(graph_with(made.graph, name, staged), quarantine, moved)
    graph = with_dataset(graph, name + KEPT, graph_with(graph, name, stays).spec.datasets[name])
    engines = Engines(graph, [name, name + KEPT, quarantine], made.folder, writes=name)
    try:
        # Only engines that write tables get here, or the one that writes files.
        engine = cast("TableEngine", engines.of(name))
        queries = Split(RuleTable(graph.spec.datasets[name], engine.relation(name), engine.dialect), chosen)
        with engine.transaction():
            counts = queries.counts()
            found = engine.row(counts.query)
            rows = int(found[counts.moved])
            engine.write(quarantine, queries.moved(*made.version[::-1]))
            if rows:
                engine.write(name + KEPT, queries.kept())
    finally:
        engines.close()
    with made.store() as store:
        if rows:
            store.keep(made.version)
        identity = cast("Quarantine", store.quarantine).identity(made.version)
    figures = {rule: (int(found[failed]), int(found[checked])) for rule, (failed, checked) in counts.rules.items()}
    return Quarantined(identity or "", rows, figures)


def with_quarantined(made: Production, result: CheckResult, quarantined: Quarantined | None) -> CheckResult:
    """The result of the check of the rows that stay, with the rows that were moved."""
    (dataset,), moving = result.datasets, {rule.name: rule for rule in _moving(made.graph, made.dataset)}
    if not moving or not dataset.rules:
        return result
    found = quarantined or Quarantined(problem="the version was written before the rule; write it again")
    after = tuple(_moved(each, moving[each.name], found) if each.name in moving else each for each in dataset.rules)
    outcome = worst([dataset.outcome, *(each.outcome for each in after if each.name in moving)])
    changed = replace(
        dataset,
        rules=after,
        outcome=outcome,
        quarantine=_quarantine(made.graph, made.dataset),
        rows_quarantined=found.rows,
    )
    return replace(result, outcome=changed.outcome, datasets=(changed,))


def _moved(result: RuleResult, rule: Rule, found: Quarantined) -> RuleResult:
    """The result of a rule that moves rows: its limits are those of the rows that were moved."""
    if found.problem:
        # Whatever the severity: nobody has seen which rows should not be published.
        message = f"its rows were not moved: {found.problem}"
        return replace(result, outcome=Outcome.FAIL, message=result.message or message)
    if result.rows_broken != 0 or rule.name not in found.rules:
        return replace(result, outcome=Outcome.FAIL, message=FAILS_NOW)
    broken, checked = found.rules[rule.name]
    verdict = evaluate(rule, {"broken": broken, "judged": checked}, datetime.now(UTC))
    return replace(
        result,
        outcome=verdict.outcome,
        found=f"{verdict.found} quarantined" if broken else verdict.found,
        rows_broken=broken,
        rows_judged=checked,
        rows_quarantined=broken,
    )


def _moving(graph: EnvironmentGraph, name: str) -> list[Rule]:
    return [rule for rule in rules(name, graph.spec.datasets[name]) if rule.quarantine is not None]


def _quarantine(graph: EnvironmentGraph, name: str) -> str:
    found = quarantine_of(name, graph.spec.datasets[name])
    if found is None:
        raise ValueError(f"{name} has no quarantine")
    return found
