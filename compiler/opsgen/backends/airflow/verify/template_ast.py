"""The classes and functions that a DAG's file brings along, against the templates that they are made from.

A template of a part is Python but for its `{{ part.values.… }}`. With a name in place of each it can be parsed, and the
part must have the same tree: only where such a name stands does the file differ, and there it must say the value.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING

from opsgen.backends.airflow.verify.literal import is_literal
from opsgen.render.resources import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

INSERTION = re.compile(r"\{\{ part\.values\.(\w+) \}\}")
MARK = "the_value_of_"


@cache
def pattern(template: str) -> list[ast.stmt]:
    """The statements of a template. They are code, so they must compile and not only parse."""
    tree = ast.parse(INSERTION.sub(rf"{MARK}\1", read_text(f"templates/{template}")))
    compile(tree, template, "exec", dont_inherit=True)
    return tree.body


def matches(nodes: Sequence[ast.stmt], template: str, values: Mapping[str, object]) -> bool:
    """Whether statements are the template's, with these values."""
    return _alike(list(nodes), pattern(template), values)


def _alike(found: object, wanted: object, values: Mapping[str, object]) -> bool:
    if isinstance(wanted, ast.Name) and wanted.id.startswith(MARK):
        return isinstance(found, ast.expr) and is_literal(found, values[wanted.id.removeprefix(MARK)])
    if type(found) is not type(wanted):
        return False
    if isinstance(wanted, ast.AST):
        return all(_alike(getattr(found, field), value, values) for field, value in _fields(wanted))
    if isinstance(wanted, list) and isinstance(found, list):
        return len(found) == len(wanted) and all(map(_alike, found, wanted, repeat(values)))
    return found == wanted


@cache
def _fields(node: ast.AST) -> list[tuple[str, object]]:
    """What a node is made of, but for what its place says already: whether a name is read or written."""
    return [(field, value) for field, value in ast.iter_fields(node) if field != "ctx"]
