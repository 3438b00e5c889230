"""Follow personal data through the SQL of transforms to derived columns and models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.compile.transforms import codes
from opsgen.compile.transforms.files import UnusableError
from opsgen.diagnostics.model import Finding, Place
from opsgen.graph.members import personal_columns
from opsgen.graph.references import input_names
from opsgen.sql.safety import DIALECTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.compile.transforms.files import Files
    from opsgen.diagnostics.model import Code, Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.model import Features

    Personal = dict[str, dict[str, Path]]
    """The places where the spec classifies a column, or one that it is derived from, as personal data."""


def check_personal_data(graph: EnvironmentGraph, files: Files) -> Iterator[tuple[Code, Finding]]:
    """Yield unclassified columns with personal data, and models that use it without a stated purpose."""
    personal: Personal = {name: personal_columns(name, node.dataset) for name, node in graph.datasets.items()}
    if not any(personal.values()):
        return
    for name in graph.datasets:
        for column, source in _derived(graph, name, personal, files).items():
            if column not in personal[name]:
                personal[name][column] = source
                place = Place(("datasets", name, "columns", column), "key")
                message = f"`{name}.{column}` is derived from personal data but not classified as `pii`"
                help_ = ("add `classification: pii`, or hash it in the SQL",)
                yield (
                    codes.UNCLASSIFIED,
                    Finding(place, message, help_, ((Place(source), "personal data is here"),)),
                )
    yield from _quarantines(graph, personal)
    yield from _models(graph, personal)


def _quarantines(graph: EnvironmentGraph, personal: Personal) -> Iterator[tuple[Code, Finding]]:
    """Yield the quarantines of personal data that are not classified: they get all columns, declared or not."""
    for name, node in graph.datasets.items():
        if node.producer.kind != "quarantine" or node.dataset.classification == "pii":
            continue
        (source,) = node.producer.inputs
        classified = {column.casefold() for column in personal[name]}
        missing = [column for column in personal[source] if column.casefold() not in classified]
        if missing:
            message = f"`{name}` gets rows with personal data (`{source}.{missing[0]}`) but is not classified as `pii`"
            help_ = (f"add `classification: pii` to `{name}`, or declare the column there with `classification: pii`",)
            related = ((Place(personal[source][missing[0]]), "personal data is here"),)
            yield codes.UNCLASSIFIED, Finding(Place(("datasets", name), "key"), message, help_, related)


def _derived(graph: EnvironmentGraph, name: str, personal: Personal, files: Files) -> Mapping[str, Path]:
    """Yield the columns that a transform derives from personal data, and the places where that is classified."""
    dataset = graph.spec.datasets[name]
    transform = dataset.transform
    if transform is None or transform.sql is None or not any(personal.get(source) for source in input_names(transform)):
        return {}
    from opsgen.compile.transforms.lineage import origins

    try:
        sql = files.sql(transform.sql)
    except UnusableError:  # It is already reported.
        return {}
    connection = graph.spec.connections.get(dataset.source.connection)
    dialect = DIALECTS[connection.type] if connection is not None else "duckdb"
    inputs = {each: tuple(graph.spec.datasets[each].columns) for each in input_names(transform) if each in personal}
    found = origins(sql.text, dialect, tuple(inputs.items()))
    return {
        column: personal[origin.dataset][origin.column]
        for column in dataset.columns
        for origin in sorted(found.get(column.casefold(), ()))
        if origin.column in personal.get(origin.dataset, {})
    }


def _models(graph: EnvironmentGraph, personal: Personal) -> Iterator[tuple[Code, Finding]]:
    """Yield the models without a purpose, each once, because the fix is the same for all its columns."""
    for name, model in graph.spec.models.items():
        known = personal.get(model.features.dataset, {}) if model.card is None else {}
        used = [(place, known[column]) for place, column in _learned(name, model.features) if column in known]
        if used:
            (place, source), *others = used
            message = f"`{name}` learns from personal data without a stated purpose"
            help_ = ("state the purpose in `card: {intended_use: …}`, or remove the column from the features",)
            more = tuple((other, "this is personal data, too") for other, _ in others)
            yield (
                codes.NO_PURPOSE,
                Finding(place, message, help_, ((Place(source), "personal data is here"), *more)),
            )


def _learned(name: str, features: Features) -> Iterator[tuple[Place, str]]:
    path = ("models", name, "features")
    for index, column in enumerate(features.columns):
        yield Place((*path, "columns", index)), column
    if features.label is not None:
        yield Place((*path, "label")), features.label
