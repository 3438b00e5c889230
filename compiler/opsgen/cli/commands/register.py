"""`opsgen register`: makes a run of training a version of its model, if its gates pass."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from opsgen.cli.commands.gate import Subject, evaluated, not_registered, record_gates, registered_rivals, subject_of
from opsgen.cli.environments import choose, is_known
from opsgen.cli.models import add_run, candidate_of, refuse_unusual, registry_of, run_of, safely
from opsgen.cli.reports import code
from opsgen.exit_codes import CLEAN, USAGE
from opsgen.runtime.check.result import Outcome
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.cli.commands.gate import Rivals
    from opsgen.cli.environments import ChosenEnvironment
    from opsgen.runtime.gate.result import GateResult
    from opsgen.runtime.registry.registry import ModelRegistry, Run, Version


def register(
    name: str, spec: Path | None, environment: str | None, metrics: Path | None, artifacts: Path | None
) -> int:
    """Register the run that the environment names, or the files of a folder, if the gates pass."""
    from opsgen.runtime.staging import run_id

    chosen = choose(spec, environment)
    if chosen is None or not is_known("model", name, chosen.graph.spec.models):
        return USAGE
    if metrics is not None:
        return safely(name, lambda: _register_files(chosen, name, metrics, artifacts))
    run = run_id.given()
    if run is None or artifacts is not None:
        what = "--artifacts needs --metrics FILE, too"
        missing = what if artifacts else f"register needs --metrics FILE, or the run in {run_id.VARIABLE}"
        print(f"opsgen: {missing}", file=sys.stderr)
        return USAGE
    return register_run(chosen, name, run)


def register_run(chosen: ChosenEnvironment, name: str, id_: str) -> int:
    """Register a run if its gates pass, compared with what the environment serves now."""

    def registered() -> int:
        with registry_of(chosen, name) as registry:
            run = run_of(registry, name, id_, chosen.graph.name)
            return _register(_Attempt(chosen, name, registry), subject_of(registry, run), run)

    return safely(name, registered)


def _register_files(chosen: ChosenEnvironment, name: str, metrics: Path, artifacts: Path | None) -> int:
    """Register files as a run, unless a version has the same ones already."""
    from opsgen.runtime.gate.metrics import read
    from opsgen.runtime.registry.registry import ARTIFACTS
    from opsgen.runtime.staging import run_id

    measured, files = read(metrics), _files(chosen, name, artifacts)
    with registry_of(chosen, name) as registry:
        made = candidate_of(chosen, name, files, measured)
        subject = Subject(measured, str(metrics), made.tags.get("opsgen.data"))
        version = registry.of_files(made.tags[ARTIFACTS])
        run = None if version else add_run(chosen, registry, run_id.given() or run_id.new(), made)
        return _register(_Attempt(chosen, name, registry), subject, run, version)


def _files(chosen: ChosenEnvironment, name: str, given: Path | None) -> Path:
    """The folder of the model's files."""
    from opsgen.graph.tasks import artifacts

    folder = given or chosen.folder / os.environ.get("OPSGEN_ARTIFACTS", artifacts(name))
    refuse_unusual(folder, ", where $OPSGEN_ARTIFACTS points")
    return folder.resolve()


class _Attempt(NamedTuple):
    """An attempt to register a model."""

    chosen: ChosenEnvironment
    model: str
    registry: ModelRegistry

    @property
    def environment(self) -> str:
        return self.chosen.graph.name


def _register(attempt: _Attempt, subject: Subject, run: Run | None, version: Version | None = None) -> int:
    """Make a run the challenger if its gates pass. It is a version already if one has the same files."""
    from opsgen.runtime.registry.registry import GATES, PASSED, challenger

    chosen, name, registry = attempt
    result = evaluated(chosen, name, subject, rivals := registered_rivals(chosen, name, registry))
    if run is not None:
        record_gates(registry, run, result)
        version = registry.of_files(run.digest)
    if result.outcome in (Outcome.FAIL, Outcome.ERROR):
        _report_failure(name, result, rivals)
        return code(result.outcome)
    registered = version or (registry.add_version(run) if run is not None else None)
    if registered is None:
        raise ValueError("there is neither a run nor a version")
    called = f"version {registered.number} of {registry.name}"
    note(f"{called} has these files already: no new version was registered" if version else f"registered {called}")
    # The record comes before the alias, so that every challenger has one, whenever the process is killed.
    registry.tag(registered, f"{GATES}.{attempt.environment}", PASSED)
    registry.alias(challenger(attempt.environment), registered)
    _promote(attempt, registered)
    return CLEAN


def _promote(attempt: _Attempt, version: Version) -> None:
    """Make a challenger the champion where nobody else decides that."""
    from opsgen.graph.served import promotion
    from opsgen.runtime.registry.promotion import make_champion

    graph = attempt.chosen.graph
    if attempt.model in graph.models or promotion(graph, attempt.model) != "automatic":
        command = f"opsgen promote-model {attempt.model} --env {graph.name}"
        note(f"it is the challenger of {graph.name}; {command} makes it the champion")
        return
    before = make_champion(attempt.registry, graph.name, version)
    if before == version.number:
        note("it is the champion already")
    else:
        note("it is the champion now" + (f", in place of version {before}" if before else ""))


def _report_failure(name: str, result: GateResult, rivals: Rivals) -> None:
    from opsgen.report.gate import text
    from opsgen.terminal.color import Colors

    print(text.show(result, Colors.of(sys.stdout)), end="")
    print(not_registered(name, result, rivals))
