"""Small projects with a monitor, whose two datasets are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.graph.project import build
from opsgen.language.root import Spec
from opsgen.runtime.drift.run import Options, compare
from runtime.check.lab import LAKE, Steps

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.drift.result import ColumnResult, Comparison, DriftResult

LEARNED = {"connection": "lake", "path": "learned.parquet"}
ASKED = {"connection": "lake", "path": "asked.parquet"}


def spec(
    columns: dict[str, Any],
    drift: list[dict[str, Any]],
    sources: tuple[dict[str, Any], dict[str, Any]] = (LEARNED, ASKED),
    connections: dict[str, Any] | None = None,
    **monitor: Any,
) -> dict[str, Any]:
    """A spec in which `api` is watched: `learned` is its reference, and `asked` what it is asked."""
    return {
        "version": 1,
        "project": {"name": "lab", "owner": "ml"},
        "environments": {"dev": {}},
        "connections": connections or LAKE,
        "datasets": {
            name: {"source": source, "columns": columns}
            for name, source in zip(("learned", "asked"), sources, strict=True)
        },
        "models": {
            "m": {
                "task": "regression",
                "features": {"dataset": "learned", "columns": list(columns)},
                "train": {"command": ["python", "-m", "m.train"]},
            }
        },
        "deployments": {
            "api": {
                "model": "m",
                "type": "online",
                "command": ["python", "-m", "m.serve"],
                "monitor": {
                    "reference": "learned",
                    "current": "asked",
                    "schedule": "30 * * * *",
                    "drift": drift,
                    **monitor,
                },
            }
        },
    }


def rows(count: int, **columns: str) -> str:
    """A query for so many rows, whose columns are SQL over `i`, the row's number."""
    outputs = ", ".join(f'{sql} as "{name}"' for name, sql in columns.items())
    return f"select {outputs} from range({count}) as r(i)"  # noqa: S608


def store(folder: Path, learned: str, asked: str) -> None:
    """Write what two queries give."""
    import duckdb

    for name, query in (("learned", learned), ("asked", asked)):
        path = folder / "data" / f"{name}.parquet"
        path.parent.mkdir(exist_ok=True)
        duckdb.sql(query).write_parquet(str(path))


def graph(tree: dict[str, Any]) -> EnvironmentGraph:
    """The spec's only environment."""
    return build("dev", Spec.model_validate(tree), {}, None)


def run(folder: Path, tree: dict[str, Any], steps: Steps | None = None) -> DriftResult:
    """Compare what `api` is asked with what its model learned from."""
    made = graph(tree)
    (deployment,) = (deployment for _, deployment in made.online())
    assert deployment.monitor is not None
    return compare(made, "api", deployment.monitor, "lab", Options(folder, steps or Steps()))


def columns(result: DriftResult) -> dict[str, ColumnResult]:
    """The columns by name."""
    assert result.message is None, result.message
    return {column.name: column for column in result.columns}


def comparisons(result: DriftResult) -> dict[tuple[str, str], Comparison]:
    """The comparisons by column and metric."""
    return {(column.name, each.metric): each for column in result.columns for each in column.comparisons}


def counts(column: ColumnResult) -> dict[str, tuple[int, int]]:
    """How many rows of either dataset lie in each bin, by what it is called."""
    return {each.label: (each.reference, each.current) for each in column.bins}
