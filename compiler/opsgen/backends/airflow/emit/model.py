"""The files of DAGs, as typed values: what `templates/airflow/dag.py.jinja` and `common.py.jinja` show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.render.encode.python import Call

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
    """A class or functions, from a template of their own."""

    template: str
    values: Mapping[str, object]
    names: tuple[str, ...]
    """What its code needs to be imported."""


@dataclass(frozen=True, slots=True)
class Common:
    """A module that other files of an environment import: the one that DAG files share, or the pins."""

    spec_file: Comment
    docstring: str
    """The template of its docstring."""
    imports: tuple[Imports, ...]
    """The standard library's, and all others."""
    constants: tuple[Constant, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """`variable = operator(arguments)`."""

    variable: Identifier
    operator: Name
    arguments: Arguments

    @property
    def call(self) -> Call:
        return Call(self.operator, (), self.arguments.values)


@dataclass(frozen=True, slots=True)
class Dag:
    """The file of a DAG: what the DAG does not share with others."""

    spec_file: Comment
    imports: tuple[Imports, ...]
    """The standard library's, and all others."""
    constants: tuple[Constant, ...]
    arguments: Arguments
    tasks: tuple[Task, ...]
    chains: tuple[tuple[Identifier, ...], ...]
    """Tasks that follow each other."""

    @property
    def dag_id(self) -> object:
        return self.arguments.values["dag_id"]
