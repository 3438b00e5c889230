"""A spec with one of everything that a run makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.graph.tasks import Commands
from opsgen.runtime.local.execute import Part, StepResult
from opsgen.runtime.local.plan import Place, Step, Unit, units_of
from runtime.check.lab import graph

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.local.plan import Units

COMMANDS = Commands("opsgen.yaml", "dev")
LOAD = {"command": ["load"]}


def dataset(**parts: Any) -> dict[str, Any]:
    """A dataset that nothing in the spec makes, with more parts."""
    return {"source": {"connection": "lake", "path": "x.csv"}, "columns": {"id": {"type": "integer"}}, **parts}


def made_from(*inputs: str, **parts: Any) -> dict[str, Any]:
    return dataset(transform={"inputs": list(inputs), "sql": "select 1 as id"}, **parts)


def model(features: str, **parts: Any) -> dict[str, Any]:
    return {
        "task": "classification",
        "features": {"dataset": features, "label": "late", "columns": ["id"]},
        "train": {"command": ["train"], "environment": {"TOKEN": {"secret": "TRAIN_TOKEN"}}},
        "evaluate": [{"metric": "auc", "min": 0.5}],
        "explain": {"command": ["explain"], "method": "shap"},
        "registry": {"type": "mlflow", "uri": "http://mlflow"},
        **parts,
    }


def job(*inputs: str, **parts: Any) -> dict[str, Any]:
    return {"type": "batch", "schedule": "0 4 * * *", "command": ["score"], "inputs": list(inputs), **parts}


def project() -> EnvironmentGraph:
    """Flights of others' planes, features of both, a model, its scores and what is made from these."""
    return graph(
        {
            "summary": made_from("scores"),
            "planes": dataset(),
            "flights": dataset(ingest=LOAD),
            "features": made_from("flights", "planes"),
            "scores": dataset(),
            "requests": dataset(produced_by="deployments.api"),
            "other": dataset(ingest=LOAD),
        },
        models={"delay": model("features")},
        deployments={
            "api": {"type": "online", "model": "delay", "command": ["serve"], "port": 80},
            "nightly": job("features", model="delay", output="scores"),
            "mail": job("scores"),
        },
    )


def units(of: EnvironmentGraph | None = None) -> Units:
    return units_of(of or project(), COMMANDS)


def fake(name: str, *words: str, **variables: str) -> tuple[Part, Step]:
    """A dataset with one command."""
    step = Step(name, words, variables)
    return Part(Unit(Place("datasets", name), (step,))), step


def ended(log: Path, code: int = 0) -> StepResult:
    return StepResult(code, 0.0, 0, (), log)


class Events:
    """What a listener hears, as text."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def started(self, part: Part, step: Step) -> None:
        self.heard.append(f"start {part.label} {step.name}")

    def ended(self, part: Part, step: Step, result: StepResult) -> None:
        self.heard.append(f"end {part.label} {step.name} {result.code}")

    def skipped(self, part: Part, reason: str) -> None:
        self.heard.append(f"skip {part.label}: {reason}")

    def up_to_date(self, unit: Unit) -> None:
        self.heard.append(f"{unit.place.name} is up to date")

    def refused(self, unit: Unit, problem: str) -> None:
        self.heard.append(f"refuse {unit.place.name}: {problem}")


def environment(**variables: str) -> Mapping[str, str]:
    return {"OPSGEN_ENV": "dev", **variables}
