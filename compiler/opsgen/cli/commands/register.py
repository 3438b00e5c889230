"""`opsgen register`: adds a version of a model to its registry, and promotes it if its gates pass."""

from __future__ import annotations

import os
import sys
from contextlib import chdir
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.cli.commands.gate import compares, evaluated, registered_champion
from opsgen.cli.environments import choose, is_known
from opsgen.cli.reports import code
from opsgen.exit_codes import CLEAN, UNREADABLE, USAGE
from opsgen.runtime.check.result import Outcome
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from opsgen.cli.environments import ChosenEnvironment
    from opsgen.runtime.gate.metrics import Metrics
    from opsgen.runtime.registry.store import Store, Version


def register(
    name: str, spec: Path | None, environment: str | None, metrics: Path, artifacts: Path | None, *, promote: bool
) -> int:
    """Register a model's files as a version, unless they are one already, and promote it if its gates pass."""
    from opsgen.runtime.engines.engine import UnreadableError
    from opsgen.runtime.gate.metrics import MetricsError, read

    chosen = choose(spec, environment)
    if chosen is None or not is_known("model", name, chosen.graph.spec.models):
        return USAGE
    if chosen.graph.spec.models[name].registry is None:
        print(f"opsgen: `{name}` has no registry in the spec", file=sys.stderr)
        return USAGE
    try:
        measured, files = read(metrics), _files(chosen, name, artifacts)
        with chdir(chosen.folder):
            store, version = _registered(chosen, name, measured, files)
            return _promoted(chosen, name, measured, str(metrics), store, version) if promote else CLEAN
    except (MetricsError, UnreadableError) as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return UNREADABLE


def _files(chosen: ChosenEnvironment, name: str, given: Path | None) -> Path:
    """The folder of the model's files."""
    from opsgen.graph.tasks import artifacts
    from opsgen.runtime.engines.engine import UnreadableError
    from opsgen.source.read import special

    folder = given or chosen.folder / os.environ.get("OPSGEN_ARTIFACTS", artifacts(name))
    if not folder.is_dir() or not any(folder.iterdir()):
        raise UnreadableError(f"there are no model files in {folder}, where $OPSGEN_ARTIFACTS points")
    for path in folder.rglob("*"):
        if kind := special(path):
            raise UnreadableError(f"{path} is {kind}; a model can contain only regular files")
    return folder.resolve()


def _registered(chosen: ChosenEnvironment, name: str, metrics: Metrics, files: Path) -> tuple[Store, Version]:
    """The version with these files, registered unless it exists; it becomes the challenger."""
    from opsgen.runtime.gate.metrics import flat
    from opsgen.runtime.registry.candidate import ARTIFACTS, ReportedMetrics, candidate
    from opsgen.runtime.registry.card import card
    from opsgen.runtime.registry.store import CHALLENGER, open_store

    store = open_store(chosen.graph, name)
    measured = ReportedMetrics(metrics.document, dict(flat(metrics)), metrics.data_version)
    made = candidate(chosen.graph, name, Path(), files, measured)
    version = store.of_files(made.tags[ARTIFACTS])
    if version is not None:
        note(f"{store.called(version)} has these files already: no new version was registered")
    else:
        version = store.add(made, card(chosen.graph, made))
        note(f"registered {store.called(version)}")
    store.alias(CHALLENGER, version)
    return store, version


def _promoted(chosen: ChosenEnvironment, name: str, metrics: Metrics, file: str, store: Store, version: Version) -> int:
    """Promote the version if its gates pass, compared with the current champion."""
    from opsgen.report.gate import text
    from opsgen.runtime.registry.store import CHAMPION
    from opsgen.terminal.color import Colors

    champion = registered_champion(store) if compares(chosen, name) else None
    result = evaluated(chosen, name, metrics, file, champion)
    if result.outcome in (Outcome.FAIL, Outcome.ERROR):
        print(text.show(result, Colors.of(sys.stdout)), end="")
        print(f"{store.called(version)} stays the challenger: a gate failed")
        return code(result.outcome)
    before = store.meaning(CHAMPION)
    if before == version.number:
        note("it is the champion already")
        return CLEAN
    store.alias(CHAMPION, version)
    note("it is the champion now" + (f", in place of version {before}" if before else ""))
    return CLEAN
