"""`fields` or `items` are declared for a column of another type, or for data that cannot have them.

Why: only an `object` has fields, and only an `array` has items. opsgen would ignore the declaration.

Example:

    columns:
      address: {type: string, fields: {city: {type: string}}}

Use instead:

    columns:
      address: {type: object, fields: {city: {type: string}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.formats import format_of
from opsgen.graph.members import members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Dataset
    from opsgen.language.root import Spec

CODE = Code("LNG217", "misplaced-nesting", __doc__)

OF_TYPE = {"fields": "object", "items": "array"}
"""The type that each key requires."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        is_text = _is_text_on_spark(graph.spec, dataset)
        for member in members(dataset).values():
            for key, type_ in OF_TYPE.items():
                if getattr(member.declared, key) is None:
                    continue
                place = Place((*member.path(name), key), "key")
                if member.declared.type != type_:
                    message = (
                        f"`{key}` applies to type `{type_}`, but `{member.name}` is of type `{member.declared.type}`"
                    )
                    related = ((Place((*member.path(name), "type")), f"the type of `{member.name}` is declared here"),)
                    yield Finding(place, message, (f"write `type: {type_}`, or remove `{key}`",), related)
                elif is_text and member.is_column:
                    help_ = ("convert the data to Parquet or JSON, or declare the column as `string`",)
                    yield Finding(place, f"Spark reads `{member.name}` from a CSV file as text, without `{key}`", help_)


def _is_text_on_spark(spec: Spec, dataset: Dataset) -> bool:
    connection = spec.connections.get(dataset.source.connection)
    format_ = dataset.source.format or format_of(dataset.source.path or "")
    return connection is not None and connection.type == "spark" and format_ == "csv"
