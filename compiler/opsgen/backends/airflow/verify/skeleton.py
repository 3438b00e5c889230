"""What is around the values of all files of a form: their frame.

The form of a plan is all of it but the values. With names in place of the values it makes the frame, in which
`whole_file.py` must find no difference.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from opsgen.backends.airflow.emit.model import Constant, Dag, Task
from opsgen.backends.airflow.verify import whole_file
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.python import LINE_LENGTH, Arguments, Identifier, expression
from opsgen.render.encode.text import width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from opsgen.render.encode.python import Imports, Name

_NAME = re.compile(r"(?<![^\n =(\[])VALUE_[0-9]+(?![^\n ,)\]])")


class Skeleton(NamedTuple):
    """Which statements, names and arguments there are; of the constants, only how many."""

    imports: tuple[Imports, ...]
    constants: int
    arguments: tuple[str, ...]
    tasks: tuple[tuple[Identifier, Name, tuple[str, ...], bool], ...]
    """The last item: whether the task is on one line."""
    chains: tuple[tuple[Identifier, ...], ...]


def form(dag: Dag) -> Skeleton:
    return Skeleton(
        dag.imports,
        len(dag.constants),
        tuple(dag.arguments.values),
        tuple((task.variable, task.operator, tuple(task.arguments.values), _is_flat(task)) for task in dag.tasks),
        dag.chains,
    )


def values(dag: Dag) -> Iterator[object]:
    """All that is not of the form, in the order of the file."""
    for constant in dag.constants:
        yield constant.name
        yield constant.value
    yield from dag.arguments.values.values()
    for task in dag.tasks:
        yield from task.arguments.values.values()


@cache
def frame(form: Skeleton) -> Sequence[str]:
    """What is around the values; nothing where that is not proven."""
    names = (Identifier(f"VALUE_{number}") for number in count())
    dag = Dag(
        spec_file=comment_safe(""),
        imports=form.imports,
        constants=tuple(Constant(next(names), next(names)) for _ in range(form.constants)),
        arguments=Arguments(_named(form.arguments, names)),
        tasks=tuple(
            Task(variable, operator, Arguments(_named(keys, names))) for variable, operator, keys, _ in form.tasks
        ),
        chains=form.chains,
    )
    text = _text(dag, [is_flat for *_, is_flat in form.tasks])
    stands_as_planned = _NAME.findall(text) == [name.text for name in values(dag) if isinstance(name, Identifier)]
    return _NAME.split(text) if stands_as_planned and _is_proven(text, dag) else ()


def _is_proven(text: str, dag: Dag) -> bool:
    module = ast.parse(text)
    names = sorted(filter(_NAME.fullmatch, _names(module)))
    return names == sorted(_NAME.findall(text)) and not list(whole_file.differences(module, dag))


def _named(keys: Iterable[str], names: Iterator[Identifier]) -> dict[str, Identifier]:
    return {key: next(names) for key in keys}


def _names(module: ast.AST) -> Iterator[str]:
    return (node.id for node in ast.walk(module) if isinstance(node, ast.Name))


def _is_flat(task: Task) -> bool:
    """Whether a task is on one line: the encoder lays out a call so if it fits."""
    start = f"    {task.variable.text} = "
    return len(start) + width(expression(task.call)) <= LINE_LENGTH


def _text(dag: Dag, flat: Iterable[bool]) -> str:
    """The file below its heading, as it is laid out; were it wrong, no file would be cut."""
    pieces = [
        *(f"\n{section.text}\n" for section in dag.imports),
        "\n",
        *(f"{constant.name.text} = {_name(constant.value)}\n" for constant in dag.constants),
        *(["\n"] if dag.constants else []),
        f"with DAG(\n{_lines(dag.arguments, 4)}):\n",
        *(_task(task, is_flat=is_flat) for task, is_flat in zip(dag.tasks, flat, strict=True)),
        *(f"\n    {' >> '.join(variable.text for variable in chain)}\n" for chain in dag.chains),
    ]
    return "".join(pieces)


def _task(task: Task, *, is_flat: bool) -> str:
    arguments = task.arguments
    given = ", ".join(f"{name}={_name(value)}" for name, value in arguments.values.items())
    inner = given if is_flat else f"\n{_lines(arguments, 8)}    "
    return f"    {task.variable.text} = {task.operator.text}({inner})\n"


def _lines(arguments: Arguments, indent: int) -> str:
    return "".join(f"{' ' * indent}{name}={_name(value)},\n" for name, value in arguments.values.items())


def _name(value: object) -> str:
    return value.text if isinstance(value, Identifier) else ""
