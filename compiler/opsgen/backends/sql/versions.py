"""Versioned folders in SQL of DuckDB: a variable has the name of the published version, and paths contain it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp, parse_one

from opsgen.graph.changed import changed
from opsgen.graph.versions import CURRENT, VERSION, version_ending, version_format
from opsgen.sql.sources.declared import declared, path_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.language.connection import Connection
    from opsgen.language.dataset import Dataset
    from opsgen.sql.rules.relation import Relation

_VERSION = rf"^({VERSION})\s*$"


def is_versioned(dataset: Dataset) -> bool:
    """Whether the published version of a dataset must be found first."""
    return dataset.source.layout == "versioned"


def set_variable(name: str, dataset: Dataset, connections: Mapping[str, Connection]) -> exp.Expr:
    """Return the statement that reads which version of a dataset is published."""
    path = path_address(connections[dataset.source.connection], f"{dataset.source.path}/{CURRENT}")
    file = exp.func("READ_TEXT", exp.Literal.string(path))
    pattern, group = exp.Literal.string(_VERSION), exp.Literal.number(1)
    version = exp.func("REGEXP_EXTRACT", exp.column("content"), pattern, group, dialect="duckdb")
    variable = exp.to_identifier(name, quoted=True).sql("duckdb")
    return parse_one(f"SET VARIABLE {variable} = ({exp.select(version).from_(file).sql('duckdb')})", dialect="duckdb")


def published(name: str, dataset: Dataset, connections: Mapping[str, Connection]) -> Relation:
    """Return the files of the published version of a dataset."""
    source = dataset.source
    path = f"{source.path}/{CURRENT}/*{version_ending(source)}"
    files = changed(source, path=path, format=version_format(source), layout=None)
    relation = declared(name, changed(dataset, source=files), connections)
    return replace(relation, source=relation.source.transform(_with_variable, name))


def _with_variable(tree: exp.Expr, name: str) -> exp.Expr:
    before, marker, after = tree.name.rpartition(f"/{CURRENT}/*") if tree.is_string else ("", "", "")
    if not marker:
        return tree
    version = exp.func("GETVARIABLE", exp.Literal.string(name), dialect="duckdb")
    parts = (exp.Literal.string(f"{before}/"), version, exp.Literal.string(f"/*{after}"))
    return exp.DPipe(this=exp.DPipe(this=parts[0], expression=parts[1]), expression=parts[2])
