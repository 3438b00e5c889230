"""Text that was meant to refer to a variable and does not: `${vars.lake}`, `{{ var.lake }}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from opsgen.diagnostics.model import Finding, Place
from opsgen.diagnostics.suggest import write
from opsgen.environments import codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.diagnostics.model import Code, Path

SIGNS = ("${vars", "${variable", "${ var", "${VAR", "${Var", "$var.", "$vars.", "{{ var", "{{var")
"""In every such text is one of these, for which to look costs less than to walk the tree."""
_LOOKALIKE = re.compile(
    r"\$\{\s*(?:vars?|variables?)\.(?P<braced>[\w-]+)\s*\}"
    r"|(?<!\$)\{\{\s*(?:vars?|variables?)\.(?P<doubled>[\w-]+)\s*\}\}"
    r"|\$vars?\.(?P<bare>[\w-]+)",
    re.IGNORECASE,
)


def variable_typos(tree: dict[str, Any], mentions: Callable[[str], bool]) -> Iterator[tuple[Code, Finding]]:
    """Where a declared variable is named in a form that is not replaced. `mentions` tells what stands in the files."""
    declared = tree.get("variables")
    if not isinstance(declared, dict) or not any(map(mentions, SIGNS)):
        return
    for path, text in _texts(tree, ()):
        for match in _LOOKALIKE.finditer(text):
            name = match[match.lastgroup or 0]
            right = f"${{var.{name}}}"
            if name in declared and match[0] != right:
                place = Place(path, part=match.span())
                message = f"this is plain text, not a reference to the variable `{name}`"
                related = ((Place(("variables", name), "key"), f"`{name}` is declared here"),)
                repair = write(place, match[0], right)
                yield codes.VARIABLE_TYPO, Finding(place, message, (repair.does,), related, repair=repair)


def _texts(container: dict[str, Any] | list[Any], path: Path) -> Iterator[tuple[Path, str]]:
    for step, value in container.items() if isinstance(container, dict) else enumerate(container):
        if isinstance(value, str):
            yield (*path, step), value
        elif isinstance(value, dict | list):
            yield from _texts(value, (*path, step))
