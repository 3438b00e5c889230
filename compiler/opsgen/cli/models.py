"""Models of a project in their registry: runs of training, and the files that they are made of."""

from __future__ import annotations

import sys
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.exit_codes import FINDINGS, UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.cli.environments import ChosenEnvironment
    from opsgen.runtime.gate.metrics import Metrics
    from opsgen.runtime.registry.candidate import Candidate
    from opsgen.runtime.registry.registry import ModelRegistry, Run


@contextmanager
def registry_of(chosen: ChosenEnvironment, name: str) -> Iterator[ModelRegistry]:
    """The registry of a model. The project's folder is the current one, since a registry's address can be relative."""
    from opsgen.runtime.registry.open import open_registry

    folder = chosen.folder.resolve()
    with chdir(folder):
        yield open_registry(chosen.graph, name, folder)


def safely(name: str, action: Callable[[], int]) -> int:
    """Run a command about a model, and turn its errors into messages and exit codes."""
    from opsgen.runtime.engines.engine import UnreadableError
    from opsgen.runtime.gate.metrics import MetricsError
    from opsgen.runtime.produce.task import CommandFailedError
    from opsgen.runtime.registry.fetch import DigestError
    from opsgen.runtime.registry.served import PinError

    try:
        return action()
    except (MetricsError, UnreadableError, PinError) as error:
        print(f"opsgen: {error}", file=sys.stderr)
    except OSError as error:
        file = error.filename2 or error.filename
        print(f"opsgen: {'' if file is None else f'{file}: '}{error.strerror or error}", file=sys.stderr)
    except CommandFailedError as error:
        print(f"opsgen: {name}: {error}", file=sys.stderr)
        return FINDINGS
    except DigestError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return FINDINGS
    return UNREADABLE


def run_of(registry: ModelRegistry, name: str, id_: str, environment: str) -> Run:
    """A complete run of an environment. Raises RegistryError if there is none."""
    from opsgen.runtime.registry.registry import RegistryError

    run = registry.run(id_)
    if run is None:
        raise RegistryError(f"run {id_} has no files of {name}; its step `train` comes first")
    # Environments can share a registry, and a pipeline can give them the same id.
    trained = run.tags.get("opsgen.environment", environment)
    if trained != environment:
        raise RegistryError(f"run {id_} trained {name} in {trained}, not in {environment}; set another OPSGEN_RUN")
    return run


def metrics_of(registry: ModelRegistry, run: Run) -> Metrics:
    """The metrics that a run has measured."""
    from opsgen.runtime.gate.metrics import MetricsError, parse
    from opsgen.runtime.registry.registry import METRICS

    try:
        return parse(registry.document(run.reference, METRICS) or b"{}")
    except MetricsError as error:
        raise MetricsError(f"the metrics of run {run.id_}: {error}") from None


def candidate_of(chosen: ChosenEnvironment, name: str, files: Path, metrics: Metrics) -> Candidate:
    """A trained model with its metrics and its origin. The project's folder must be the current one."""
    from opsgen.runtime.gate.metrics import flat
    from opsgen.runtime.registry.candidate import ReportedMetrics, candidate

    measured = ReportedMetrics(metrics.document or "{}", dict(flat(metrics)), metrics.data_version)
    return candidate(chosen.graph, name, Path(), files, measured)


def add_run(chosen: ChosenEnvironment, registry: ModelRegistry, id_: str, made: Candidate) -> Run:
    """Upload a trained model as a run."""
    from opsgen.runtime.registry.card import card

    return registry.add_run(id_, made, card(chosen.graph, made))


def refuse_unusual(files: Path, hint: str = "") -> None:
    """Raise UnreadableError if a folder has no files, or has what no model can contain."""
    from opsgen.runtime.engines.engine import UnreadableError
    from opsgen.source.read import special

    if not files.is_dir() or not any(files.iterdir()):
        raise UnreadableError(f"there are no model files in {files}{hint}")
    for path in files.rglob("*"):
        if kind := special(path):
            raise UnreadableError(f"{path} is {kind}; a model can contain only regular files")
