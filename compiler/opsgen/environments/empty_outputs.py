"""Outputs without a value, such as `kubernetes:`. Only an override of an environment turns an output off that way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.diagnostics.model import Finding, Place
from opsgen.environments import codes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Code


def empty_outputs(tree: dict[str, Any]) -> Iterator[tuple[Code, Finding]]:
    """Find outputs that are named in the spec and not built."""
    outputs = tree.get("outputs")
    given = outputs if isinstance(outputs, dict) else {}
    empty = [name for name, value in given.items() if value is None]
    known = _outputs() if empty else []
    for name in empty:
        if name in known:
            message = f"`{name}` has no value, so opsgen builds nothing for it"
            help_ = (f"write `{name}: {{}}` to build it with its default options, or remove it",)
            yield codes.EMPTY_OUTPUT, Finding(Place(("outputs", name), "key"), message, help_)


def _outputs() -> list[str]:
    """The outputs that the language has, and `plugins`, which cannot be empty."""
    from opsgen.language.validate.core_schema import validator
    from opsgen.language.validate.shape import Shape

    shape = Shape(validator()[1])
    return [name for name in shape.keys(shape.locate(("outputs",)).schema) if name != "plugins"]
