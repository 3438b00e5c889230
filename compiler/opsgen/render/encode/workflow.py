"""GitHub Actions workflows: YAML in which GitHub evaluates `${{ … }}` in any text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opsgen.render.encode.yaml import Yaml
from opsgen.render.encode.yaml_scalar import is_plain, quoted

_OPENING = "${{"
_EXPRESSION = re.compile(r"[A-Za-z0-9_.*'()!=<>&|,\[\] -]+")


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of the backend, such as `Expression("github.ref")`; never with text of a spec."""

    source: str

    def __post_init__(self) -> None:
        if not _EXPRESSION.fullmatch(self.source) or self.source.count("'") % 2:
            raise ValueError(f"not an expression for a workflow: {self.source!r}")

    def __str__(self) -> str:
        return f"{_OPENING} {self.source} }}}}"


@dataclass(frozen=True, slots=True)
class Interpolation:
    """Text with expressions: `Interpolation("train-", model.name, "-", Expression("github.ref"))`."""

    parts: tuple[str | Expression, ...]

    def __init__(self, *parts: str | Expression) -> None:
        joined: list[str | Expression] = []
        for part in parts:
            # Encode the text as a whole: a `$` at the end of one part and `{{` in the next would open an expression.
            if isinstance(part, str) and joined and isinstance(joined[-1], str):
                joined[-1] += part
            else:
                joined.append(part)
        object.__setattr__(self, "parts", tuple(joined))

    def __str__(self) -> str:
        return "".join(str(part) if isinstance(part, Expression) else inert(part) for part in self.parts)

    @property
    def is_plain(self) -> bool:
        """Whether YAML needs no quotes for it: after the dollar sign, the characters of an expression are plain."""
        return is_plain(
            "".join("x" if isinstance(part, Expression) else inert(part) for part in self.parts), flow=False
        )


def inert(text: str) -> str:
    """Return text that GitHub evaluates to `text`. Its only escape for `${{` is an expression with a string."""
    return text.replace(_OPENING, f"{_OPENING} '{_OPENING}' }}}}")


class Workflow(Yaml):
    """The language of `github/*.yml.jinja`."""

    def scalar(self, value: object, *, flow: bool = False) -> str:
        if isinstance(value, Expression):
            return self.scalar(Interpolation(value), flow=flow)
        if isinstance(value, Interpolation):
            return str(value) if value.is_plain and not flow else quoted(str(value))
        return super().scalar(value, flow=flow)

    def text(self, text: str) -> str:
        return inert(super().text(text))
