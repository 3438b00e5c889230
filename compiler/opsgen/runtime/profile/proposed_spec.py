"""Temporary specs for inspecting data whose columns are not declared yet."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from opsgen.graph.project import build
from opsgen.language import values
from opsgen.language.validate.core_schema import validator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Column, Dataset

CONNECTION = "files"
PLACEHOLDER = "a column of which nothing is known"
"""The placeholder column of a dataset, which must declare one, until the columns of its data are known."""


def graph(root: str, sources: Mapping[str, Mapping[str, Any]], names: Mapping[str, Sequence[str]]) -> EnvironmentGraph:
    """A graph with these datasets below a folder; `names` are their columns, where the files do not name them."""
    datasets = {
        name: {
            "source": {"connection": CONNECTION, **source},
            "columns": {column: {"type": "string"} for column in names.get(name) or [PLACEHOLDER]},
        }
        for name, source in sources.items()
    }
    return build("default", _valid(datasets, root), {}, None)


def columns(types: Mapping[str, str]) -> dict[str, Column]:
    """Declarations with nothing but types."""
    return declared({name: {"type": type_} for name, type_ in types.items()})


def declared(trees: Mapping[str, Mapping[str, Any]]) -> dict[str, Column]:
    """Columns with the given declarations."""
    dataset = {"source": {"connection": CONNECTION, "path": "data.csv"}, "columns": dict(trees)}
    found: dict[str, Column] = _valid({"data": dataset}, ".").datasets["data"].columns if trees else {}
    return found


def unfit_name(name: str) -> str | None:
    """The reason why a column or field of this name cannot be declared, if there is one."""
    try:
        values.column_name(name)
    except values.RefusedValueError as error:
        return str(error.message())
    return None if name.isprintable() else "its name contains invisible characters"


def changed(part: Any, **fields: Any) -> Any:
    """A copy of a part of a spec with some fields replaced."""
    made = copy.copy(part)
    vars(made).update(fields)
    return made


def with_datasets(graph: EnvironmentGraph, datasets: Mapping[str, Dataset]) -> EnvironmentGraph:
    """The graph with other datasets, and the same connections."""
    return graph._replace(spec=changed(graph.spec, datasets=dict(datasets)), datasets={})


def _valid(datasets: Mapping[str, Any], root: str) -> Any:
    tree = {
        "version": 1,
        "project": {"name": "draft", "owner": "draft"},
        "environments": {"default": {}},
        "connections": {CONNECTION: {"type": "files", "root": root}},
        "datasets": datasets,
    }
    return validator()[0].validate_python(tree)
