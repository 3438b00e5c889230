"""The classes and functions that a DAG's file brings along, against the templates that they are made from.

A template of a part is Python but for its `{{ part.values.… }}`. With a name in place of each it can be parsed, and the
part must have the same tree: only where such a name stands does the file differ, and there it must say the value.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING

from opsgen.backends.airflow.proof.expression import says
from opsgen.resources import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_INSERTION = re.compile(r"\{\{ part\.values\.(\w+) \}\}")
_MARK = "the_value_of_"


@cache
def pattern(template: str) -> list[ast.stmt]:
    """The statements of a template."""
    return ast.parse(_INSERTION.sub(rf"{_MARK}\1", read_text(f"templates/{template}"))).body


def matches(nodes: Sequence[ast.stmt], template: str, values: Mapping[str, object]) -> bool:
    """Whether statements are the template's, with these values."""
    return _alike(list(nodes), pattern(template), values)


def _alike(node: object, pattern: object, values: Mapping[str, object]) -> bool:
    if isinstance(pattern, ast.Name) and pattern.id.startswith(_MARK):
        return isinstance(node, ast.expr) and says(node, values[pattern.id.removeprefix(_MARK)])
    if type(node) is not type(pattern):
        return False
    if isinstance(pattern, list) and isinstance(node, list):
        return len(node) == len(pattern) and all(_alike(*pair, values) for pair in zip(node, pattern, strict=True))
    if isinstance(pattern, ast.AST):
        return all(
            _alike(getattr(node, field, None), getattr(pattern, field, None), values) for field in pattern._fields
        )
    return node == pattern
