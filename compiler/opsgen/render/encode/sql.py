"""SQL: whole statements, which sqlglot writes for their dialect, and comments."""

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
    """A statement as a tree, and the dialect that it is for."""

    tree: exp.Expr
    dialect: str

    def __str__(self) -> str:
        """The text, without its semicolon; a SELECT is laid out in lines."""
        return self.tree.sql(self.dialect, pretty="with_" in self.tree.arg_types, comments=False)


class Sql:
    """The language of `*.sql.jinja`."""

    def after(self, state: str, line: str, text: str) -> str:  # noqa: ARG002
        """Values stand in comments or are statements, which their lines tell apart."""
        return ""

    def encode(self, value: object, place: Slot) -> str:
        if place.line.startswith("--"):
            return Comment.text_of(value, place)
        if not isinstance(value, Statement) or place.line or place.tail != ";" or not place.is_last:
            raise PlaceError(place, "only a whole statement can be inserted, on a line of its own before a semicolon")
        return str(value)
