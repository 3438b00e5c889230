"""Verifies a generated DAG file against its plan, statement by statement.

Slower than `by_skeleton`, which falls back to it: only this comparison names the line of a difference.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeVar

from opsgen.backends.airflow.verify.literal import dotted, is_literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from opsgen.backends.airflow.emit.model import Constant, Dag, Task
    from opsgen.render.encode.python import Arguments, Identifier, Import, Imports

Difference = tuple[int | None, str]
T = TypeVar("T")


def differences(tree: ast.Module, dag: Dag) -> Iterator[Difference]:
    """Statements that differ from the plan, are missing or are not in it."""
    statements = iter(tree.body)
    yield from heading(statements, dag.imports, dag.constants)
    yield from _block(next(statements, None), dag)
    yield from nothing_more(statements)


def heading(
    statements: Iterator[ast.stmt], imports: Iterable[Imports], constants: Iterable[Constant]
) -> Iterator[Difference]:
    """Differences in the imports and constants that a file starts with."""
    for statement in (statement for section in imports for statement in section.statements):
        yield from _unless(_imports, next(statements, None), statement)
    for constant in constants:
        yield from _unless(_assigns, next(statements, None), constant)


def _block(node: ast.stmt | None, dag: Dag) -> Iterator[Difference]:
    if not isinstance(node, ast.With) or len(node.items) != 1 or node.items[0].optional_vars is not None:
        yield line_of(node), "is no `with DAG(…):`"
        return
    yield from _call(node.items[0].context_expr, "DAG", dag.arguments)
    statements = iter(node.body)
    for task in dag.tasks:
        yield from _task(next(statements, None), task)
    for chain in dag.chains:
        yield from _unless(_chains, next(statements, None), chain)
    yield from nothing_more(statements)


def _task(node: ast.stmt | None, task: Task) -> Iterator[Difference]:
    if not isinstance(node, ast.Assign) or [dotted(target) for target in node.targets] != [task.variable.text]:
        yield line_of(node), f"does not have the task {task.variable.text} here"
    else:
        yield from _call(node.value, task.operator.text, task.arguments)


def _call(node: ast.expr, function: str, arguments: Arguments) -> Iterator[Difference]:
    if not isinstance(node, ast.Call) or dotted(node.func) != function or node.args:
        yield node.lineno, f"does not call {function} here"
        return
    if [keyword.arg for keyword in node.keywords] != list(arguments.values):
        yield node.lineno, f"gives {function} other arguments than its plan"
        return
    for keyword, (name, value) in zip(node.keywords, arguments.values.items(), strict=True):
        if not is_literal(keyword.value, value):
            yield keyword.lineno, f"says {name} otherwise than its plan"


def _imports(node: ast.stmt, statement: Import) -> bool:
    match node:
        case ast.Import([ast.alias(name=module, asname=None)]):
            return module == statement.module.text and not statement.names
        case ast.ImportFrom(module, names, 0):
            wanted = [(name.text, None) for name in statement.names]
            return module == statement.module.text and [(alias.name, alias.asname) for alias in names] == wanted
    return False


def _assigns(node: ast.stmt, constant: Constant) -> bool:
    match node:
        case ast.Assign([ast.Name(name)], value):
            return name == constant.name.text and is_literal(value, constant.value)
    return False


def _chains(node: ast.stmt, chain: Sequence[Identifier]) -> bool:
    return isinstance(node, ast.Expr) and _links(node.value) == [variable.text for variable in chain]


def _links(node: ast.expr) -> list[str | None]:
    match node:
        case ast.BinOp(left, ast.RShift(), right):
            return [*_links(left), dotted(right)]
    return [dotted(node)]


def _unless(holds: Callable[[ast.stmt, T], bool], node: ast.stmt | None, wanted: T) -> Iterator[Difference]:
    if node is None or not holds(node, wanted):
        yield line_of(node), f"does not say here what its plan says: {wanted}"


def nothing_more(statements: Iterator[ast.stmt]) -> Iterator[Difference]:
    for statement in statements:
        yield statement.lineno, "says more than its plan"


def line_of(node: ast.stmt | None) -> int | None:
    return node.lineno if node else None
