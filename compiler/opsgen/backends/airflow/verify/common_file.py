"""Verifies the module that DAG files share against its plan, statement by statement."""

from __future__ import annotations

import ast
from itertools import islice
from typing import TYPE_CHECKING

from opsgen.backends.airflow.verify import whole_file
from opsgen.backends.airflow.verify.template_ast import matches, pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.backends.airflow.emit.model import Common


def differences(tree: ast.Module, common: Common) -> Iterator[whole_file.Difference]:
    """Statements that differ from the plan, are missing or are not in it."""
    statements = iter(tree.body)
    yield from _part(statements, common.docstring, {})
    yield from whole_file.heading(statements, common.imports, common.constants)
    for part in common.parts:
        yield from _part(statements, part.template, part.values)
    yield from whole_file.nothing_more(statements)


def names(tree: ast.Module) -> Iterator[str]:
    """What other modules can import from a module: its classes, functions and constants."""
    for node in tree.body:
        match node:
            case ast.ClassDef(name) | ast.FunctionDef(name) | ast.Assign([ast.Name(name)]):
                yield name


def _part(
    statements: Iterator[ast.stmt], template: str, values: Mapping[str, object]
) -> Iterator[whole_file.Difference]:
    nodes = list(islice(statements, len(pattern(template))))
    if not matches(nodes, template, values):
        line = whole_file.line_of(nodes[0] if nodes else None)
        yield line, f"differs from {template} in more than its plan's values"
