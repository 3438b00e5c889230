"""`opsgen gate`: checks a model's metrics against its gates."""

from __future__ import annotations

import sys
from contextlib import chdir
from typing import TYPE_CHECKING

from opsgen.cli.environments import choose, is_known
from opsgen.cli.reports import format_name, write_report
from opsgen.exit_codes import UNREADABLE, USAGE
from opsgen.terminal.verbosity import detail

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.cli.environments import ChosenEnvironment
    from opsgen.runtime.gate.evaluate import Champion
    from opsgen.runtime.gate.metrics import Metrics
    from opsgen.runtime.gate.result import GateResult
    from opsgen.runtime.registry.store import Store


def gate(
    name: str,
    spec: Path | None,
    environment: str | None,
    metrics: Path,
    champion: Path | None,
    format_: str | None,
    report: Path | None,
) -> int:
    """Evaluate a model's gates, with the champion's metrics where a gate compares with it."""
    from opsgen.runtime.engines.engine import UnreadableError
    from opsgen.runtime.gate.metrics import MetricsError, read

    shown_as = format_name("gate", report, format_)
    chosen = None if shown_as is None else choose(spec, environment)
    if shown_as is None or chosen is None or not is_known("model", name, chosen.graph.spec.models):
        return USAGE
    if champion is None and compares(chosen, name) and chosen.graph.spec.models[name].registry is None:
        print(f"opsgen: `{name}` has no registry with a champion; add --champion FILE", file=sys.stderr)
        return USAGE
    try:
        measured = read(metrics)
        detail(f"read {metrics}")
        result = evaluated(chosen, name, measured, str(metrics), _champion(chosen, name, champion))
    except (MetricsError, UnreadableError) as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return UNREADABLE
    return write_report("gate", result, result.outcome, shown_as, report, chosen.folder)


def compares(chosen: ChosenEnvironment, name: str) -> bool:
    """Whether a gate of a model compares it with the champion."""
    return any(gate.against is not None for gate in chosen.graph.spec.models[name].evaluate)


def evaluated(
    chosen: ChosenEnvironment, name: str, metrics: Metrics, file: str, champion: Champion | None
) -> GateResult:
    """The result of a model's gates."""
    from opsgen import __version__
    from opsgen.runtime.check.result import worst
    from opsgen.runtime.gate.evaluate import evaluate
    from opsgen.runtime.gate.result import GateResult

    verdicts = evaluate(chosen.graph.spec.models[name].evaluate, metrics, champion)
    return GateResult(
        opsgen=__version__,
        project=chosen.project,
        environment=chosen.graph.name,
        model=name,
        metrics=file,
        champion=champion.name if champion else None,
        outcome=worst([verdict.outcome for verdict in verdicts]),
        gates=verdicts,
    )


def _champion(chosen: ChosenEnvironment, name: str, file: Path | None) -> Champion | None:
    """The champion to compare with; None where no gate needs it or there is none."""
    from opsgen.runtime.gate.evaluate import Champion
    from opsgen.runtime.gate.metrics import read

    if not compares(chosen, name):
        return None
    if file is not None:
        return Champion(f"the champion of {file}", read(file))
    from opsgen.runtime.registry.store import open_store

    with chdir(chosen.folder):
        return registered_champion(open_store(chosen.graph, name))


def registered_champion(store: Store) -> Champion | None:
    """The champion in a model's registry, with the metrics that it was registered with."""
    from opsgen.runtime.gate.evaluate import Champion
    from opsgen.runtime.gate.metrics import Metrics, MetricsError, parse

    found = store.champion()
    if found is None:
        return None
    document = store.metrics_document(found)
    try:
        metrics = Metrics(store.figures(found), {}) if document is None else parse(document)
    except MetricsError as error:
        raise MetricsError(f"the metrics of {store.called(found)}: {error}") from None
    return Champion(store.called(found), metrics)
