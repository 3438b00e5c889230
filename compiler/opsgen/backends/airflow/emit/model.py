"""A DAG's file, as typed values: what `templates/airflow/dag.py.jinja` shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.render.encode.comment import Comment
    from opsgen.render.encode.python import Arguments, Identifier, Imports, Name


@dataclass(frozen=True, slots=True)
class Constant:
    """`name = value`."""

    name: Identifier
    value: object


@dataclass(frozen=True, slots=True)
class Part:
    """What the file brings along beside the DAG, e.g. a class, from a template of its own."""

    template: str
    values: Mapping[str, object]
    names: tuple[str, ...]
    """What its code needs to be imported."""


@dataclass(frozen=True, slots=True)
class Task:
    variable: Identifier
    operator: Name
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class Dag:
    spec_file: Comment
    imports: tuple[Imports, ...]
    """The standard library's, and all others."""
    constants: tuple[Constant, ...]
    parts: tuple[Part, ...]
    arguments: Arguments
    tasks: tuple[Task, ...]
    chains: tuple[tuple[Identifier, ...], ...]
    """Tasks that follow each other."""

    @property
    def dag_id(self) -> object:
        return self.arguments.values["dag_id"]
