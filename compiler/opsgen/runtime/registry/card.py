"""The model card, in Markdown."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from opsgen.render.encode.markdown import code, document, inline, paragraphs, table
from opsgen.runtime.check.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.model import Card, Model
    from opsgen.runtime.registry.candidate import Candidate

_MADE_OF = {
    "opsgen.data": "Version of the data",
    "opsgen.seed": "Seed",
    "opsgen.image": "Image",
    "opsgen.git_commit": "Commit",
    "opsgen.spec": "Digest of the spec",
    "opsgen.artifacts": "Digest of the model's files",
    "opsgen.version": "opsgen",
}


def card(graph: EnvironmentGraph, candidate: Candidate) -> str:
    """What people must know about a model before they use it."""
    model = candidate.model
    return document(
        [f"# {inline(candidate.name)}"],
        paragraphs(model.description or ""),
        _facts(graph, model),
        *_prose(model.card),
        *_metrics(candidate.measured.figures),
        *_origin(graph, candidate),
    )


def shortened(text: str, longest: int, more: str) -> str:
    """The blocks of a card that fit into `most` characters, and a note about the rest."""
    if len(text) <= longest:
        return text
    head = text[: longest - len(more) - 4].rpartition("\n\n")[0]
    return f"{head}\n\n{more}\n"


def _facts(graph: EnvironmentGraph, model: Model) -> Iterator[str]:
    yield f"- Owner: {inline(graph.owner(model))}"
    yield f"- Task: {inline(model.task.replace('_', ' '))}"
    if model.card:
        yield f"- Risk: {model.card.risk}"
    if model.explain:
        yield f"- Explained by: {inline(model.explain.method.replace('_', ' '))}"
    if model.tags:
        yield f"- Tags: {', '.join(map(inline, model.tags))}"


def _prose(card: Card | None) -> Iterator[list[str]]:
    if card is None:
        return
    sections = {
        "Intended use": card.intended_use,
        "Limitations": card.limitations,
        "Training data": card.training_data,
        "Ethical considerations": card.ethical_considerations,
    }
    for title, text in sections.items():
        if text is not None:
            yield [f"## {title}"]
            yield paragraphs(text)


def _metrics(figures: Mapping[tuple[str, ...], float]) -> Iterator[list[str]]:
    yield ["## Metrics"]
    yield table(
        ["Metric", "Value"], [(inline(path[0]), _shown(value)) for path, value in figures.items() if len(path) == 1]
    )
    for column in dict.fromkeys(path[0] for path in figures if len(path) > 1):
        names = dict.fromkeys(path[2] for path in figures if len(path) > 1 and path[0] == column)
        values = dict.fromkeys(path[1] for path in figures if len(path) > 1 and path[0] == column)
        rows = [[inline(value), *(_shown(figures.get((column, value, name))) for name in names)] for value in values]
        yield table([inline(column), *map(inline, names)], rows)


def _shown(value: float | None) -> str:
    return "" if value is None or math.isnan(value) else number(value)


def _origin(graph: EnvironmentGraph, candidate: Candidate) -> Iterator[Iterable[str]]:
    features = candidate.model.features
    yield ["## Origin"]
    facts = [f"- Trained on: {code(features.dataset)}, columns {', '.join(map(code, features.columns))}"]
    if features.label is not None:
        facts.append(f"- Predicts: {code(features.label)}")
    described = graph.spec.datasets[features.dataset].description
    if described:
        facts.append(f"- The data: {inline(described)}")
    if candidate.model.train.parameters:
        facts.append(f"- Parameters: {inline(json.dumps(candidate.model.train.parameters, ensure_ascii=False))}")
    yield [
        *facts,
        *(f"- {what}: {inline(candidate.tags[tag])}" for tag, what in _MADE_OF.items() if tag in candidate.tags),
    ]
