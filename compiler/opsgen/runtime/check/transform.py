"""Runs a transform: one SELECT over the inputs, whose rows replace those of the dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.language.values import is_inline_sql
from opsgen.runtime.engines.engine import QueryError, UnreadableError
from opsgen.runtime.engines.open import Engines
from opsgen.source.access import may_read, resolved
from opsgen.source.read import read
from opsgen.source.text import FileError
from opsgen.sql.rules.queries import reading

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph

LARGEST = 1_000_000
"""The largest SQL file, in characters."""


def transform(graph: EnvironmentGraph, name: str, sql: str, folder: Path) -> None:
    """Rebuild a dataset from its inputs. If this fails, the dataset is unchanged. `folder` is the project's."""
    made = graph.spec.datasets[name].transform
    inputs = list(made.inputs) if made is not None else []
    engines = Engines(graph, [*inputs, name], folder, writes=name)
    try:
        engine = engines.of(name)
        for each in inputs:
            if engines.realm(each) != engines.realm(name):
                raise QueryError(f"`{each}` is read through another connection, and one query cannot read both")
        relations = {each: engine.relation(each) for each in inputs}
        engine.replace(name, reading(sql, engine.dialect.name, relations))
    finally:
        engines.close()


def read_sql(given: str, folder: Path) -> str:
    """The SQL of a transform, from the spec itself or from a file in the project's folder."""
    if is_inline_sql(given):
        return given
    path = folder / given
    real = may_read(given, str(resolved(folder)))
    if real is None:
        raise UnreadableError(f"{path} leads out of the project's folder")
    try:
        text = read(real, path.as_posix()).decode("utf-8-sig")
    except FileError as error:
        raise UnreadableError(error.diagnostic.message) from None
    except UnicodeDecodeError:
        raise UnreadableError(f"{path} cannot be read: it is not UTF-8") from None
    if len(text) > LARGEST:
        raise UnreadableError(f"{path} has more than {LARGEST:,} characters")
    return text
