"""Small projects with data, to check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from opsgen.graph.project import build
from opsgen.language.root import Spec
from opsgen.runtime.check.failing_rows import Examples
from opsgen.runtime.check.run import Options, check

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.check.result import CheckResult, RuleResult
    from opsgen.runtime.engines.engine import Engine

LAKE = {"lake": {"type": "files", "root": "data"}}


@dataclass
class Steps:
    """Which queries a check made, one after the other."""

    made: list[str] = field(default_factory=list)

    def step(self, engine: Engine, dataset: str, what: str) -> None:  # noqa: ARG002
        self.made.append(f"{dataset}: {what}")


def graph(datasets: dict[str, Any], connections: dict[str, Any] | None = None, **more: Any) -> EnvironmentGraph:
    """The only environment of a spec with these datasets."""
    tree = {
        "version": 1,
        "project": {"name": "lab", "owner": "ml"},
        "environments": {"dev": {}},
        "connections": connections or LAKE,
        "datasets": datasets,
        **more,
    }
    return build("dev", Spec.model_validate(tree), {}, None)


def run(
    folder: Path,
    datasets: dict[str, Any],
    *names: str,
    connections: dict[str, Any] | None = None,
    examples: Examples | None = None,
    steps: Steps | None = None,
) -> CheckResult:
    """Check these datasets, or the first, of a project in a folder."""
    made = graph(datasets, connections)
    options = Options(folder, examples or Examples(), steps or Steps())
    return check(made, names or [next(iter(datasets))], "lab", options)


def rules(result: CheckResult) -> dict[str, RuleResult]:
    """The results of the first dataset's rules by name."""
    return {rule.name: rule for rule in result.datasets[0].rules}


def csv_of(columns: dict[str, Any], quality: list[Any] | None = None, **source: Any) -> dict[str, Any]:
    """A dataset in `data/DATA.csv`."""
    return {
        "source": {"connection": "lake", "path": "data.csv", **source},
        "columns": columns,
        "quality": quality or [],
    }


def write(folder: Path, text: str, name: str = "data.csv") -> None:
    path = folder / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
