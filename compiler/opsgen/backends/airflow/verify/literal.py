"""Whether an expression in a parsed file is the one that the encoder writes for a value."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from opsgen.render.encode.python import Call, Name, Shared

if TYPE_CHECKING:
    from collections.abc import Collection


def is_literal(node: ast.expr | None, value: object) -> bool:
    if isinstance(value, Shared):
        value = value.value
    match node:
        case ast.Constant(constant):
            return type(constant) is _kind(value) and bool(constant == value)
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as constant)):
            return type(constant) is _kind(value) and bool(-constant == value)
        case ast.Name() | ast.Attribute():
            return isinstance(value, Name) and dotted(node) == value.text
        case ast.List(items):
            return isinstance(value, list) and _all_say(items, value)
        case ast.Tuple(items):
            return isinstance(value, tuple) and _all_say(items, value)
        case ast.Dict(keys, values):
            return isinstance(value, Mapping) and _all_say(keys, value.keys()) and _all_say(values, value.values())
        case ast.Call():
            return isinstance(value, Call) and _calls(node, value)
    return False


def dotted(node: ast.expr) -> str | None:
    """A name, or several with dots between them; None for any other expression."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(inner, name):
            outer = dotted(inner)
            return f"{outer}.{name}" if outer else None
    return None


def _calls(node: ast.Call, call: Call) -> bool:
    return (
        dotted(node.func) == call.function.text
        and [keyword.arg for keyword in node.keywords] == list(call.keywords)
        and _all_say(node.args, call.arguments)
        and _all_say([keyword.value for keyword in node.keywords], call.keywords.values())
    )


def _all_say(nodes: Collection[ast.expr | None], values: Collection[object]) -> bool:
    return len(nodes) == len(values) and all(map(is_literal, nodes, values))


_KINDS = (bool, int, float, str)


def _kind(value: object) -> type:
    """The type that the value's literal has: numbers of a spec are of kinds of their own."""
    own = type(value)
    if own in _KINDS:
        return own
    return next((kind for kind in _KINDS if isinstance(value, kind)), own)
