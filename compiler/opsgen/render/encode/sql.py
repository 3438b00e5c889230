"""SQL: comments and whole statements, which sqlglot writes in their dialect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.render.encode.comment import Comment
from opsgen.render.encode.layout import PlaceError

if TYPE_CHECKING:
    from sqlglot import exp

    from opsgen.render.encode.layout import Slot


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as a tree, and its dialect."""

    tree: exp.Expr
    dialect: str

    def __str__(self) -> str:
        """Return the text without a semicolon, with a SELECT broken into lines."""
        return self.tree.sql(self.dialect, pretty="with_" in self.tree.arg_types, comments=False)


class Sql:
    """The language of `*.sql.jinja`."""

    def after(self, state: str, line: str, text: str) -> str:  # noqa: ARG002
        """A value is in a comment or is a statement. Its line shows which."""
        return ""

    def encode(self, value: object, place: Slot) -> str:
        if place.line.startswith("--"):
            return Comment.text_of(value, place)
        if not isinstance(value, Statement) or place.line or place.tail != ";" or not place.is_last:
            raise PlaceError(place, "only a whole statement can be inserted, on a line of its own before a semicolon")
        return str(value)
