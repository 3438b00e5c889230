"""GitHub Actions workflows: YAML in which GitHub evaluates `${{ … }}` in any text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opsgen.encode.yaml import Yaml
from opsgen.encode.yaml_scalar import one_line

_OPENING = "${{"
_EXPRESSION = re.compile(r"[A-Za-z0-9_.*'()!=<>&|,\[\] -]+")


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of the plan's own, e.g. `Expression("github.ref")`; never with text from a spec."""

    source: str

    def __post_init__(self) -> None:
        if not _EXPRESSION.fullmatch(self.source) or self.source.count("'") % 2:
            raise ValueError(f"not an expression for a workflow: {self.source!r}")

    def __str__(self) -> str:
        return f"{_OPENING} {self.source} }}}}"


@dataclass(frozen=True, slots=True)
class Interpolation:
    """Text with expressions in it: `Interpolation("train-", model.name, "-", Expression("github.ref"))`."""

    parts: tuple[str | Expression, ...]

    def __init__(self, *parts: str | Expression) -> None:
        object.__setattr__(self, "parts", parts)

    def __str__(self) -> str:
        return "".join(str(part) if isinstance(part, Expression) else inert(part) for part in self.parts)


def inert(text: str) -> str:
    """Text that GitHub evaluates to `text` itself. The only escape it has is an expression with a string in it."""
    return text.replace(_OPENING, f"{_OPENING} '{_OPENING}' }}}}")


class Workflow(Yaml):
    """The language of `github/*.yml.jinja`."""

    def scalar(self, value: object, *, flow: bool = False) -> str:
        if isinstance(value, Expression | Interpolation):
            return one_line(str(value), flow=flow)
        return super().scalar(value, flow=flow)

    def text(self, text: str) -> str:
        return inert(super().text(text))
