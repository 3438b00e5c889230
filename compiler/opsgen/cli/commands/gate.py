"""`opsgen gate`: checks a model's metrics against its gates."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from opsgen import LOCKFILE
from opsgen.cli.environments import choose, is_known
from opsgen.cli.models import metrics_of, registry_of, run_of, safely
from opsgen.cli.reports import format_name, write_report
from opsgen.exit_codes import USAGE
from opsgen.terminal.verbosity import detail

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.cli.environments import ChosenEnvironment
    from opsgen.runtime.gate.evaluate import Champion
    from opsgen.runtime.gate.metrics import Metrics
    from opsgen.runtime.gate.result import GateResult
    from opsgen.runtime.registry.registry import ModelRegistry, Run, Version
    from opsgen.runtime.registry.served import Pin


_SHOWN = 40
"""The number of characters of a version of data in a report; a digest would fill the line."""


class GateOptions(NamedTuple):
    """What is evaluated, and how it is reported."""

    metrics: Path | None = None
    """The metrics file. None for the metrics of a run."""
    champion: Path | None = None
    """The file with the champion's metrics. None for those in the registry."""
    format: str | None = None
    report: Path | None = None
    run: str | None = None
    """The id of the run. None for the one that the environment names."""


class Subject(NamedTuple):
    """A model whose gates are evaluated."""

    metrics: Metrics
    label: str
    """The file or the run that the metrics are from."""
    data: str | None
    """The version of the data that they were measured on, if it is known."""


def gate(name: str, spec: Path | None, environment: str | None, options: GateOptions) -> int:
    """Evaluate a model's gates on the metrics of a file, or of a run, in which the result is recorded."""
    shown_as = format_name("gate", options.report, options.format)
    chosen = None if shown_as is None else choose(spec, environment)
    if shown_as is None or chosen is None or not is_known("model", name, chosen.graph.spec.models):
        return USAGE
    return evaluate_gates(chosen, name, options, shown_as)


def evaluate_gates(chosen: ChosenEnvironment, name: str, options: GateOptions, shown_as: str) -> int:
    """Evaluate the gates of a model, and report the result."""
    from opsgen.runtime.staging import run_id

    run = options.run or run_id.given()
    if options.metrics is None and run is None:
        print(f"opsgen: gate needs --metrics FILE, or the run in {run_id.VARIABLE}", file=sys.stderr)
        return USAGE

    def report() -> int:
        if options.metrics is not None:
            result = _of_file(chosen, name, options.metrics, options.champion)
        else:
            result = _of_run(chosen, name, run or "", options.champion)
        return write_report("gate", result, result.outcome, shown_as, options.report, chosen.folder)

    return safely(name, report)


def evaluated(chosen: ChosenEnvironment, name: str, subject: Subject, rivals: Rivals) -> GateResult:
    """The result of a model's gates."""
    from opsgen import __version__
    from opsgen.runtime.check.result import worst
    from opsgen.runtime.gate.evaluate import evaluate
    from opsgen.runtime.gate.result import GateResult

    verdicts = evaluate(chosen.graph.spec.models[name].evaluate, subject.metrics, *rivals)
    return GateResult(
        opsgen=__version__,
        project=chosen.project,
        environment=chosen.graph.name,
        model=name,
        metrics=subject.label,
        champion=_shown(rivals.champion, subject),
        outcome=worst([verdict.outcome for verdict in verdicts]),
        gates=verdicts,
        baseline=_shown(rivals.baseline, subject),
    )


class Rivals(NamedTuple):
    """The versions that a model is compared with; None where no gate needs one or there is none."""

    champion: Champion | None = None
    baseline: Champion | None = None


def registered_rivals(
    chosen: ChosenEnvironment, name: str, registry: ModelRegistry, champion: Champion | None = None
) -> Rivals:
    """The version that the environment serves, unless another champion is given, and the baseline.

    Those that no gate compares with are left out.
    """
    from opsgen.runtime.registry.served import pinned, served

    is_needed = champion is None and _compares(chosen, name, "champion")
    version = served(registry, chosen.graph, name) if is_needed else None
    baseline = _baseline(chosen, name) if _compares(chosen, name, "baseline") else None
    return Rivals(
        champion if version is None else _registered(registry, version),
        None if baseline is None else _registered(registry, pinned(registry, name, baseline)),
    )


def record_gates(registry: ModelRegistry, run: Run, result: GateResult) -> None:
    """Record the result in the run, unless a gate could not be evaluated, so that it can be evaluated again."""
    from opsgen.report.formats import show
    from opsgen.runtime.check.result import Outcome
    from opsgen.runtime.registry.registry import FAILED, GATES, PASSED, REJECTED, STATE
    from opsgen.terminal.color import Colors

    if result.outcome is Outcome.ERROR:
        return
    is_failed = result.outcome is Outcome.FAIL
    tags = {GATES: FAILED if is_failed else PASSED, STATE: REJECTED if is_failed else PASSED}
    registry.record(run, show("gate", "json", result, Colors(on=False)).encode(), tags)


def not_registered(name: str, result: GateResult, rivals: Rivals) -> str:
    """A message that a model is not registered, with the first gate that it does not pass."""
    from opsgen.runtime.check.result import Outcome
    from opsgen.runtime.check.wording import number

    gate = next(each for each in result.gates if each.outcome is result.outcome)
    rival = rivals.champion if gate.against == "champion" else rivals.baseline
    if gate.outcome is Outcome.ERROR:
        reason = f"{gate.name} could not be evaluated"
    elif rival is None or gate.champion_value is None:
        reason = f"{gate.name} {gate.found}, {gate.limit} is required"
    else:
        which = f"{gate.against} {rival.number}" if rival.number else f"the {gate.against}"
        reason = f"{gate.name} {gate.found}, {which} has {number(gate.champion_value)}"
    return f"{name}: {reason}: not registered"


def subject_of(registry: ModelRegistry, run: Run) -> Subject:
    """The metrics that were measured in a run."""
    return Subject(metrics_of(registry, run), f"run {run.tags['opsgen.run']}", run.tags.get("opsgen.data"))


def _of_file(chosen: ChosenEnvironment, name: str, file: Path, champion: Path | None) -> GateResult:
    from opsgen.runtime.gate.metrics import read

    metrics = read(file)
    detail(f"read {file}")
    subject, own = Subject(metrics, str(file), metrics.data_version), _champion(chosen, name, champion)
    is_registry_needed = _compares(chosen, name, "baseline") or (_compares(chosen, name, "champion") and own is None)
    if not is_registry_needed:
        return evaluated(chosen, name, subject, Rivals(own))
    with registry_of(chosen, name) as registry:
        return evaluated(chosen, name, subject, registered_rivals(chosen, name, registry, own))


def _of_run(chosen: ChosenEnvironment, name: str, id_: str, champion: Path | None) -> GateResult:
    from opsgen.runtime.check.result import Outcome

    own = _champion(chosen, name, champion)
    with registry_of(chosen, name) as registry:
        run = run_of(registry, name, id_, chosen.graph.name)
        rivals = registered_rivals(chosen, name, registry, own)
        result = evaluated(chosen, name, subject_of(registry, run), rivals)
        record_gates(registry, run, result)
    if result.outcome is Outcome.FAIL:
        print(not_registered(name, result, rivals), file=sys.stderr)
    return result


def _champion(chosen: ChosenEnvironment, name: str, file: Path | None) -> Champion | None:
    """The champion of a file, where a gate compares with it."""
    from opsgen.runtime.gate.evaluate import Champion
    from opsgen.runtime.gate.metrics import read

    is_needed = file is not None and _compares(chosen, name, "champion")
    return Champion(f"the champion of {file}", read(file)) if file is not None and is_needed else None


def _compares(chosen: ChosenEnvironment, name: str, rival: str) -> bool:
    return any(gate.against == rival for gate in chosen.graph.spec.models[name].evaluate)


def _baseline(chosen: ChosenEnvironment, name: str) -> Pin | None:
    from opsgen.compile import lockfile
    from opsgen.runtime.registry.served import baseline_of

    entry = lockfile.read(chosen.folder / LOCKFILE).entries.get(chosen.graph.name)
    return None if entry is None else baseline_of(entry.baseline, name)


def _registered(registry: ModelRegistry, version: Version) -> Champion:
    """A registered version, with the metrics of its training."""
    from opsgen.runtime.gate.evaluate import Champion
    from opsgen.runtime.gate.metrics import Metrics, MetricsError, parse
    from opsgen.runtime.registry.registry import METRICS

    called = f"version {version.number} of {registry.name}"
    is_own = version.run is not None and version.digest is not None
    document = registry.document(version.run or "", METRICS) if is_own else None
    try:
        metrics = Metrics(registry.figures(version), {}) if document is None else parse(document)
    except MetricsError as error:
        raise MetricsError(f"the metrics of {called}: {error}") from None
    return Champion(called, metrics, version.number, version.tags.get("opsgen.data"))


def _shown(rival: Champion | None, subject: Subject) -> str | None:
    """A version for the head of the report, with its data where the metrics may not be comparable."""
    if rival is None or rival.data is None or subject.data in (None, rival.data):
        return None if rival is None else rival.name
    return f"{rival.name}, recorded on {rival.data[:_SHOWN]}{'…' if len(rival.data) > _SHOWN else ''}"
