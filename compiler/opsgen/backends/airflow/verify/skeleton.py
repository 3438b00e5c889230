"""What is around the values of all files of a form: their frame.

The form of a plan is all of it but the values. With names in place of the values it makes the frame, in which `tree.py`
must find no difference. The parts that a file brings along are their templates word for word, which `pattern.py` has
Python read. They are whole statements, so that they and what is around them need not be read together.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from opsgen.backends.airflow.emit.model import Constant, Dag, Part, Task
from opsgen.backends.airflow.verify import whole_file
from opsgen.backends.airflow.verify.template_ast import INSERTION, MARK, pattern
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.python import Arguments, Identifier
from opsgen.render.resources import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from opsgen.render.encode.python import Imports, Name

_NAME = re.compile(r"(?<![^\n =(\[])VALUE_[0-9]+(?![^\n ,)\]])")


class Skeleton(NamedTuple):
    """Which statements, names and arguments there are; of the constants, only how many."""

    imports: tuple[Imports, ...]
    constants: int
    parts: tuple[str, ...]
    arguments: tuple[str, ...]
    tasks: tuple[tuple[Identifier, Name, tuple[str, ...]], ...]
    chains: tuple[tuple[Identifier, ...], ...]


def form(dag: Dag) -> Skeleton:
    return Skeleton(
        dag.imports,
        len(dag.constants),
        tuple(part.template for part in dag.parts),
        tuple(dag.arguments.values),
        tuple((task.variable, task.operator, tuple(task.arguments.values)) for task in dag.tasks),
        dag.chains,
    )


def values(dag: Dag) -> Iterator[object]:
    """All that is not of the form, in the order of the file."""
    for constant in dag.constants:
        yield constant.name
        yield constant.value
    for part in dag.parts:
        yield from (part.values[name] for name in _insertions(part.template))
    yield from dag.arguments.values.values()
    for task in dag.tasks:
        yield from task.arguments.values.values()


@cache
def _insertions(template: str) -> list[str]:
    return INSERTION.findall(read_text(f"templates/{template}"))


@cache
def frame(form: Skeleton) -> Sequence[str]:
    """What is around the values; nothing where that is not proven."""
    names = (Identifier(f"VALUE_{number}") for number in count())
    dag = Dag(
        spec_file=comment_safe(""),
        imports=form.imports,
        constants=tuple(Constant(next(names), next(names)) for _ in range(form.constants)),
        parts=tuple(Part(template, _named(_insertions(template), names), ()) for template in form.parts),
        arguments=Arguments(_named(form.arguments, names)),
        tasks=tuple(
            Task(variable, operator, Arguments(_named(keys, names))) for variable, operator, keys in form.tasks
        ),
        chains=form.chains,
    )
    text = _text(dag)
    stands_as_planned = _NAME.findall(text) == [name.text for name in values(dag) if isinstance(name, Identifier)]
    is_proven = stands_as_planned and _is_proven(replace(dag, parts=())) and all(map(stands_word_for_word, form.parts))
    return _NAME.split(text) if is_proven else ()


def _is_proven(dag: Dag) -> bool:
    """Whether the frame is, but for its parts: without these it is Python too, for each part is whole statements."""
    text = _text(dag)
    module = ast.parse(text)
    names = sorted(filter(_NAME.fullmatch, _names_outside_strings(module)))
    return names == sorted(_NAME.findall(text)) and not list(whole_file.differences(module, dag))


@cache
def stands_word_for_word(template: str) -> bool:
    """Whether names stand for all that a part's template inserts, which otherwise is there word for word."""
    names = [name for node in pattern(template) for name in _names_outside_strings(node)]
    inserted = [f"{MARK}{name}" for name in _insertions(template)]
    return sorted(name for name in names if name.startswith(MARK)) == sorted(inserted)


def _named(keys: Iterable[str], names: Iterator[Identifier]) -> dict[str, Identifier]:
    return {key: next(names) for key in keys}


def _names_outside_strings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    if not isinstance(node, ast.JoinedStr):
        for child in ast.iter_child_nodes(node):
            yield from _names_outside_strings(child)


def _text(dag: Dag) -> str:
    """The file below its heading, as it is laid out; were it wrong, no file would be cut."""
    pieces = [
        *(f"\n{section.text}\n" for section in dag.imports),
        "\n",
        *(f"{constant.name.text} = {_name(constant.value)}\n" for constant in dag.constants),
        *(f"\n\n{_part(part)}\n" for part in dag.parts),
        f"\n\nwith DAG(\n{_lines(dag.arguments, 4)}):\n",
        *(
            f"    {task.variable.text} = {task.operator.text}(\n{_lines(task.arguments, 8)}    )\n"
            for task in dag.tasks
        ),
        *(f"\n    {' >> '.join(variable.text for variable in chain)}\n" for chain in dag.chains),
    ]
    return "".join(pieces)


def _part(part: Part) -> str:
    text = read_text(f"templates/{part.template}").rstrip("\n")
    return INSERTION.sub(lambda insertion: _name(part.values[insertion[1]]), text)


def _lines(arguments: Arguments, indent: int) -> str:
    return "".join(f"{' ' * indent}{name}={_name(value)},\n" for name, value in arguments.values.items())


def _name(value: object) -> str:
    return value.text if isinstance(value, Identifier) else ""
