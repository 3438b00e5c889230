"""What Airflow shows beside a DAG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow.emit import asset
from opsgen.render.encode.markdown import code, document, inline, paragraphs, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import DatasetNode, EnvironmentGraph
    from opsgen.language.dataset import Column, Dataset
    from opsgen.language.deployment import BatchDeployment, OnlineDeployment
    from opsgen.language.model import Gate, Model
    from opsgen.language.monitor import Drift, Monitor
    from opsgen.language.rule import Rule


def of_dataset(graph: EnvironmentGraph, node: DatasetNode) -> str:
    dataset = node.dataset
    return document(
        paragraphs(dataset.description or ""),
        _dataset_facts(graph, dataset),
        table(["Column", "Type", "Description"], map(_column, dataset.columns.items())),
        map(_rule, dataset.quality),
    )


def of_model(graph: EnvironmentGraph, model: Model) -> str:
    return document(
        paragraphs(model.description or ""),
        _model_facts(graph, model),
        map(_gate, model.evaluate),
    )


def of_monitor(graph: EnvironmentGraph, deployment: OnlineDeployment, monitor: Monitor) -> str:
    compared = f"- Compares {code(monitor.current)} with {code(monitor.reference)}"
    return document(
        paragraphs(deployment.description or ""),
        [_owner(graph, deployment), compared],
        map(_drift, monitor.drift),
    )


def of_deployment(graph: EnvironmentGraph, deployment: BatchDeployment) -> str:
    reads = [f"- Reads {', '.join(map(code, deployment.inputs))}"] if deployment.inputs else []
    return document(paragraphs(deployment.description or ""), [_owner(graph, deployment), *reads])


def _owner(graph: EnvironmentGraph, part: Dataset | Model | OnlineDeployment | BatchDeployment) -> str:
    return f"- Owner: {inline(graph.owner(part))}"


def _dataset_facts(graph: EnvironmentGraph, dataset: Dataset) -> Iterator[str]:
    connection = graph.spec.connections[dataset.source.connection]
    yield _owner(graph, dataset)
    yield f"- Location: {inline(asset.location(dataset, connection))}"
    freshness = dataset.freshness
    if freshness and freshness.warn_after:
        yield f"- Stale after {freshness.warn_after}"
    if freshness and freshness.error_after:
        yield f"- Not published when older than {freshness.error_after}"
    if dataset.retention:
        yield f"- Kept for {dataset.retention}"


def _column(item: tuple[str, Column]) -> tuple[str, str, str]:
    name, column = item
    handled = f"{column.type}, {column.classification}" if column.classification else column.type
    return code(name), handled, inline(column.description or "")


def _rule(rule: Rule) -> str:
    kind, said = next((kind, said) for kind, said in vars(rule).items() if said is not None)
    column = getattr(said, "column", None)
    columns = [column] if column else getattr(said, "columns", [])
    return "".join(
        [
            f"- Rule {code(said.name or kind)}",
            f" of {', '.join(map(code, columns))}" if columns else "",
            ", which only warns" if said.severity == "warn" else "",
            f": {inline(said.description)}" if said.description else "",
        ]
    )


def _model_facts(graph: EnvironmentGraph, model: Model) -> Iterator[str]:
    yield _owner(graph, model)
    yield f"- Task: {inline(model.task)}"
    yield f"- Trained on {code(model.features.dataset)}"
    if model.card:
        yield f"- Intended use: {inline(model.card.intended_use)}"
        if model.card.limitations:
            yield f"- Limitations: {inline(model.card.limitations)}"
        if model.card.ethical_considerations:
            yield f"- Ethical considerations: {inline(model.card.ethical_considerations)}"
        yield f"- Risk: {model.card.risk}"


def _gate(gate: Gate) -> str:
    limits = {
        "at least": gate.min,
        "at most": gate.max,
        "worse than the champion by at most": gate.max_regression,
    }
    return "".join(
        [
            f"- Gate: {code(gate.metric)} {_within(limits)}",
            f" for each value of {code(gate.slice)}" if gate.slice else "",
            ", which only warns" if gate.severity == "warn" else "",
        ]
    )


def _drift(drift: Drift) -> str:
    columns = [drift.column] if drift.column else drift.columns or []
    limit = _within({"at least": drift.min, "at most": drift.max})
    return f"- {code(drift.metric)} of {', '.join(map(code, columns))}{f' {limit}' if limit else ''}"


def _within(limits: dict[str, float | None]) -> str:
    return ", ".join(f"{words} {limit}" for words, limit in limits.items() if limit is not None)
