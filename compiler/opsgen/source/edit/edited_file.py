"""A file while edits are applied. An edit that would change its meaning in any other way is refused."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from opsgen.source.edit.original import Original, TextEdit
from opsgen.source.edit.removal import removal
from opsgen.source.edit.scalar import written
from opsgen.source.edit.syntax import meaning, syntax

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.diagnostics.model import Edit, Span
    from opsgen.source.edit.syntax import New, Node


class PathStep(NamedTuple):
    """One edit: the changed node, if it is not a comment, and the change of the text."""

    node: Node | None
    new: New
    splice: TextEdit


class EditedFile:
    """One file that opsgen can read."""

    def __init__(self, data: bytes) -> None:
        self._original = Original(data)
        self._text = self._original.text
        self._root = syntax(self._text)
        self._starts = [0, *(match.end() for match in re.finditer("\n", self._text))]
        self.steps: list[PathStep] = []
        """The accepted steps."""

    def plan(self, edits: Iterable[Edit], *, shared: bool = True) -> list[PathStep] | None:
        """Return the steps of all edits; None if they are not possible, or conflict with accepted steps.

        Unless `shared` allows it, nothing changes inside a value that aliases can repeat.
        """
        steps = [self._step(edit) for edit in edits]
        found = [step for step in steps if step is not None and (shared or not _is_shared(step.node))]
        if len(found) < len(steps) or _overlap([*self.steps, *found]):
            return None
        return found

    def is_meant(self, steps: Iterable[PathStep] = ()) -> bool:
        """Whether the resulting text would mean exactly what these steps and the accepted ones intend."""
        from ruamel.yaml.error import YAMLError

        steps = [*self.steps, *steps]
        try:
            root = syntax(Original(self._spliced(steps)).text)
        except YAMLError:
            return False
        meant = meaning(self._root, {step.node: step.new for step in steps if step.node})
        return meaning(root) == meant and root.repeats() <= self._root.repeats()

    def content(self) -> bytes:
        """Return the bytes of the file after all accepted steps."""
        return self._spliced(self.steps)

    def _spliced(self, steps: Iterable[PathStep]) -> bytes:
        return self._original.spliced([step.splice for step in steps])

    def _step(self, edit: Edit) -> PathStep | None:
        at = self._range(edit.span)
        if edit.new is None and (comment := self._comment(at)):
            return PathStep(None, None, comment)
        whole = self._root.exactly(at)
        node = whole or self._root.find(at)
        if node is None or node.anchor or node.tag:
            return None  # Aliases may refer to an anchored value, and a tag declares its type: do not change these.
        if edit.new is None:
            splice = removal(self._text, node) if whole else None
            return PathStep(node, None, splice) if splice else None
        if node.is_container:
            return None
        return self._whole(node, edit.new) if whole else self._part(node, at, str(edit.new))

    def _comment(self, at: tuple[int, int]) -> TextEdit | None:
        """Return the edit that removes the comment at a range, if there is one."""
        if not self._text.startswith("#", at[0]) or self._text[at[1] : at[1] + 1].strip():
            return None
        around = self._root.find((at[0], at[0] + 1))
        if around and not around.is_container:
            return None  # The `#` is part of a scalar.
        start = len(self._text[: at[0]].rstrip(" \t"))
        is_line = self._text[start - 1 : start] in ("", "\n")
        return TextEdit(start, min(at[1] + is_line, len(self._text)), "")

    def _whole(self, node: Node, new: New) -> PathStep | None:
        if node.style in ("|", ">") or node.start == node.end:
            return None
        values = new if isinstance(new, tuple) else (new,)
        texts = [written(value, node.style) for value in values if value is not None]
        text = f"[{', '.join(texts)}]" if isinstance(new, tuple) else texts[0]
        return PathStep(node, new, TextEdit(node.start, node.end, text))

    def _part(self, node: Node, at: tuple[int, int], new: str) -> PathStep | None:
        quote = len(node.style)
        value = node.value or ""
        start, end = at[0] - node.start - quote, at[1] - node.start - quote
        if node.style in ("|", ">") or self._text[node.start + quote : node.end - quote] != value:
            return None
        return PathStep(node, value[:start] + new + value[end:], TextEdit(*at, new))

    def _range(self, span: Span) -> tuple[int, int]:
        return self._offset(span.line, span.column), self._offset(span.end_line, span.end_column)

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column - 1


def _is_shared(node: Node | None) -> bool:
    return node is not None and (node.anchor is not None or _is_shared(node.parent))


def _overlap(steps: Iterable[PathStep]) -> bool:
    ranges = sorted(step.splice[:2] for step in steps)
    return any(second[0] < first[1] for first, second in pairwise(ranges))
