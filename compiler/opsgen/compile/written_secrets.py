"""The values of secrets that are written in a spec, whether or not it is valid enough for a check to report them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from opsgen.diagnostics.known_secrets import SHORTEST_PART
from opsgen.diagnostics.secret_patterns import hands_over_secret, in_text, in_tree, names_secret
from opsgen.language.validate.shape import value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.source import LoadedSpec, Tree

_VARIABLE = re.compile(r"\$\{var\.([^}]*)\}")
_ANY = "x"
"""What stands for a value that is no pointer to a secret."""


def written_secrets(loaded: LoadedSpec) -> Iterator[str]:
    """The values in the files of a spec, also in those that are no YAML."""
    for file in loaded.sources:
        yield from in_text("\n".join(loaded.lines(file)))
    if loaded.tree is not None:
        found = {*in_tree(loaded.tree.value), *_of_variables(loaded.tree)}
        yield from found
        yield from _continued(loaded, "\n".join(found))


def _continued(loaded: LoadedSpec, secrets: str) -> Iterator[str]:
    """What of secrets is alone on a line, as where a text goes on: the value has a space in place of a line's end."""
    lines = (line for file in loaded.sources for line in loaded.lines(file)) if secrets else ()
    for line in lines:
        part = line.strip().strip("\"'\\,]} ")
        if len(part) >= SHORTEST_PART and part in secrets:
            yield part


def _of_variables(tree: Tree) -> Iterator[str]:
    """The values of the variables that secrets are made of."""
    for path in tree.interpolations:
        if _is_secret(tree, path):
            for name in _VARIABLE.findall(str(value_at(tree.value, path))):
                yield from (value for value in _values(tree.value, name) if isinstance(value, str))


def _is_secret(tree: Tree, path: Path) -> bool:
    """Whether a name says that the value at a path is a secret, or the flag before it."""
    last = path[-1]
    if isinstance(last, int):
        flag = value_at(tree.value, (*path[:-1], last - 1)) if last else None
        return isinstance(flag, str) and hands_over_secret(flag, _ANY)
    return names_secret(str(path[-2] if last == "default" and len(path) > 1 else last), _ANY)


def _values(tree: dict[str, Any], name: str) -> Iterator[Any]:
    yield value_at(tree, ("variables", name, "default"))
    environments = tree.get("environments")
    if isinstance(environments, dict):
        yield from (value_at(tree, ("environments", each, "variables", name)) for each in environments)
