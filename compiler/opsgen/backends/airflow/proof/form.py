"""Files of one form differ in their values alone: Python reads what is around these once, and then each by itself.

The form of a plan is all of it but the values. With names in place of the values it makes the frame of every file of
that form, in which `tree.py` must find no difference. Other files of the form are cut where their frame has the names.
That this proves as much as to read each file as a whole follows from what a piece is: an expression that Python reads
alone, from its first character to its last, and that is a literal, a name, a display or a call.

- It is whole tokens, with no comment behind them, closes each bracket that it opens, and ends no line outside of one.
  No character of the frame that is next to a name makes one token with a neighbour. So the tokens of the file are
  those of the frame with the piece's in place of the name.
- It binds as tightly as a name does, and may stand wherever a name does. So the tree of the file is that of the frame
  with the piece's own tree in place of the name, and this must say the value that the plan has there.

A file that cannot be cut so, or of which this cannot be told, is read as a whole, which also tells what is wrong in it.
"""

from __future__ import annotations

import ast
import re
from functools import cache, lru_cache
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from opsgen.backends.airflow.files.dag import Constant, Dag, Part, Task
from opsgen.backends.airflow.proof import expression, tree
from opsgen.backends.airflow.proof.pattern import INSERTION
from opsgen.encode.comment import comment_safe
from opsgen.encode.python import Arguments, Identifier, Shared
from opsgen.resources import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from opsgen.encode.python import Imports, Name

_COMMENTS = re.compile(r"(?:#[^\r\n\0]*\n)*")
_NAME = re.compile(r"(?<![^\n =(\[])VALUE_[0-9]+(?![^\n ,)\]])")
_PLAIN = re.compile(r'"[ !#-\[\]-~]*"')
"""A string without escapes, which says what it shows."""
_TIGHT = ast.Constant | ast.Name | ast.Attribute | ast.List | ast.Dict | ast.Call


def says(text: str, dag: Dag) -> bool:
    """Whether a file is proven to say what its plan says, and nothing else."""
    frame = _frame(_form(dag))
    if not frame:
        return False
    frame, values = _with_identifiers(frame, _values(dag))
    pieces = _cut(text, frame)
    return pieces is not None and all(map(_says, pieces, values))


def _with_identifiers(frame: Sequence[str], values: Iterable[object]) -> tuple[list[str], list[object]]:
    """The frame with those values in place that are the tokens which they are written as, and the other values."""
    parts, others = [frame[0]], []
    for value, part in zip(values, frame[1:], strict=True):
        if isinstance(value, Identifier):
            parts[-1] += value.text + part
        else:
            others.append(value)
            parts.append(part)
    return parts, others


def _cut(text: str, frame: Sequence[str]) -> list[str] | None:
    """What stands in a file, below its heading, between the parts of a frame."""
    first, *others, last = frame
    start = _COMMENTS.match(text).end()  # type: ignore[union-attr]  # which always matches
    end = len(text) - len(last)
    if not text.startswith(first, start) or not text.endswith(last):
        return None
    pieces = []
    start += len(first)
    for part in others:
        at = text.find(part, start, end)
        if at < 0:
            return None
        pieces.append(text[start:at])
        start = at + len(part)
    return [*pieces, text[start:end]]


def _says(text: str, value: object) -> bool:
    if _PLAIN.fullmatch(text):
        return isinstance(value, str) and text[1:-1] == value
    if isinstance(value, Shared):
        return _says_shared(text, value)
    node = _expression(text)
    return node is not None and expression.says(node, value)


@lru_cache(maxsize=1024)
def _says_shared(text: str, shared: Shared) -> bool:
    return _says(text, shared.value)


@lru_cache(maxsize=512)
def _expression(text: str) -> ast.expr | None:
    """The expression that a text is, all of it."""
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):  # the latter for what is no text of a program at all
        return None
    last_line = text.rpartition("\n")[2]
    if (node.lineno, node.col_offset) == (1, 0):
        is_all = (node.end_lineno, node.end_col_offset) == (text.count("\n") + 1, len(last_line.encode()))
    else:
        is_all = text[0] == "(" and last_line.strip(" ") == ")"
    return node if is_all and isinstance(node, _TIGHT) else None


# Forms and their frames ----------------------------------------------------------------------------------------------


class _Form(NamedTuple):
    imports: tuple[Imports, ...]
    constants: int
    parts: tuple[str, ...]
    arguments: tuple[str, ...]
    tasks: tuple[tuple[Identifier, Name, tuple[str, ...]], ...]
    chains: tuple[tuple[Identifier, ...], ...]


def _form(dag: Dag) -> _Form:
    return _Form(
        dag.imports,
        len(dag.constants),
        tuple(part.template for part in dag.parts),
        tuple(dag.arguments.values),
        tuple((task.variable, task.operator, tuple(task.arguments.values)) for task in dag.tasks),
        dag.chains,
    )


def _values(dag: Dag) -> Iterator[object]:
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
def _frame(form: _Form) -> Sequence[str]:
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
    module = ast.parse(text)
    found = _NAME.findall(text)
    is_proven = (
        found == [name.text for name in _values(dag) if isinstance(name, Identifier)]
        and sorted(found) == sorted(filter(_NAME.fullmatch, _names_outside_strings(module)))
        and not list(tree.differences(module, dag))
    )
    return _NAME.split(text) if is_proven else ()


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
