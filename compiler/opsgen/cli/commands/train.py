"""`opsgen train`: trains a model as a run, checks its gates, explains it and registers it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from opsgen.cli.commands.fetch_model import FetchOptions, fetch_into
from opsgen.cli.commands.gate import GateOptions, evaluate_gates
from opsgen.cli.commands.register import register_run
from opsgen.cli.environments import choose, is_known
from opsgen.cli.models import add_run, candidate_of, metrics_of, refuse_unusual, registry_of, run_of, safely
from opsgen.exit_codes import CLEAN, USAGE
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.cli.environments import ChosenEnvironment

Step = Literal["train", "gate", "explain", "register"]


def train(name: str, spec: Path | None, environment: str | None, step: Step | None) -> int:
    """Run one step of a training, or all of them until one fails. Then fetch the champion."""
    from opsgen.runtime.staging import run_id

    chosen, run = choose(spec, environment), run_id.given()
    if chosen is None or not is_known("model", name, chosen.graph.spec.models):
        return USAGE
    if step is not None and run is None:
        what = "the steps of one run find each other by it; set it to any text"
        print(f"opsgen: --step needs the environment variable {run_id.VARIABLE}: {what}", file=sys.stderr)
        return USAGE
    if step is not None:
        return _STEPS[step](chosen, name, run or "")
    run = run or run_id.new()
    for each in _STEPS.values():
        code = each(chosen, name, run)
        if code != CLEAN:
            return code
    return _fetch_champion(chosen, name)


def _train(chosen: ChosenEnvironment, name: str, id_: str) -> int:
    """Run the training command in an empty folder, and upload the folder as the run."""
    from opsgen.runtime.gate.metrics import Metrics, read
    from opsgen.runtime.registry.commands import empty_folder, run_command
    from opsgen.runtime.registry.registry import METRICS

    model = chosen.graph.spec.models[name]

    def trained() -> int:
        with empty_folder(name) as files, registry_of(chosen, name) as registry:
            run_command(chosen.graph, name, model.train, files, id_, Path.cwd())
            refuse_unusual(files, ": the training command did not write to $OPSGEN_ARTIFACTS")
            is_measured = bool(model.evaluate) or (files / METRICS).exists()
            metrics = read(files / METRICS) if is_measured else Metrics({}, {})
            add_run(chosen, registry, id_, candidate_of(chosen, name, files, metrics))
        note(f"trained {name} as run {id_}")
        return CLEAN

    return safely(name, trained)


def _gate(chosen: ChosenEnvironment, name: str, id_: str) -> int:
    return evaluate_gates(chosen, name, GateOptions(run=id_), "text")


def _explain(chosen: ChosenEnvironment, name: str, id_: str) -> int:
    """Run the command that explains the model on the files of a run, and upload them again if it changed them."""
    from opsgen.runtime.gate.metrics import read
    from opsgen.runtime.registry.commands import empty_folder, run_command
    from opsgen.runtime.registry.registry import ARTIFACTS, METRICS

    command = chosen.graph.spec.models[name].explain
    if command is None:
        return CLEAN

    def explained() -> int:
        with empty_folder(name) as files, registry_of(chosen, name) as registry:
            run = run_of(registry, name, id_, chosen.graph.name)
            registry.fetch_run(run, files)
            run_command(chosen.graph, name, command, files, id_, Path.cwd())
            refuse_unusual(files)
            metrics = read(files / METRICS) if (files / METRICS).exists() else metrics_of(registry, run)
            made = candidate_of(chosen, name, files, metrics)
            if made.tags[ARTIFACTS] != run.digest:
                # The run keeps its origin: what has changed since the training is not what it was made of.
                origin = {key: value for key, value in run.tags.items() if key in made.tags and key != ARTIFACTS}
                add_run(chosen, registry, id_, made._replace(tags={**made.tags, **origin}))
        return CLEAN

    return safely(name, explained)


def _register(chosen: ChosenEnvironment, name: str, id_: str) -> int:
    return register_run(chosen, name, id_)


def _fetch_champion(chosen: ChosenEnvironment, name: str) -> int:
    """Put the champion where servers on this machine find it, if there is one and nothing else decides it."""
    from opsgen.graph.served import serves_by_pin
    from opsgen.runtime.registry.registry import champion

    def fetched() -> int:
        with registry_of(chosen, name) as registry:
            if serves_by_pin(chosen.graph) or registry.meaning(champion(chosen.graph.name)) is None:
                return CLEAN
        return fetch_into(chosen, name, FetchOptions())

    return safely(name, fetched)


_STEPS: dict[Step, Callable[[ChosenEnvironment, str, str], int]] = {
    "train": _train,
    "gate": _gate,
    "explain": _explain,
    "register": _register,
}
