"""The events of the C parser, put together in one call each.

A constructor of `ruamel.yaml.events` calls that of its parent, and that one its own: a twentieth of what it costs to
lint a large spec. These are the same events to everyone, also by name, and where the parser should not make them,
nothing is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ruamel.yaml import events

if TYPE_CHECKING:
    from types import ModuleType


class ScalarEvent(events.ScalarEvent):
    __slots__ = ()

    def __init__(
        self,
        anchor: Any,
        tag: Any,
        implicit: Any,
        value: Any,
        start_mark: Any = None,
        end_mark: Any = None,
        style: Any = None,
        comment: Any = None,
    ) -> None:
        self.anchor = anchor
        self.ctag = tag
        self.implicit = implicit
        self.value = value
        self.start_mark = start_mark
        self.end_mark = end_mark
        self.style = style
        self.comment = comment


class _FlatStart(events.CollectionStartEvent):
    __slots__ = ()

    def __init__(
        self,
        anchor: Any,
        tag: Any,
        implicit: Any,
        start_mark: Any = None,
        end_mark: Any = None,
        flow_style: Any = None,
        comment: Any = None,
        nr_items: int | None = None,
    ) -> None:
        self.anchor = anchor
        self.ctag = tag
        self.implicit = implicit
        self.start_mark = start_mark
        self.end_mark = end_mark
        self.flow_style = flow_style
        self.comment = comment
        self.nr_items = nr_items


class MappingStartEvent(_FlatStart, events.MappingStartEvent):
    __slots__ = ()


class SequenceStartEvent(_FlatStart, events.SequenceStartEvent):
    __slots__ = ()


FLAT = {
    events.ScalarEvent: ScalarEvent,
    events.MappingStartEvent: MappingStartEvent,
    events.SequenceStartEvent: SequenceStartEvent,
}


def flatten(parser: ModuleType) -> None:
    """Have the extension that is the parser make these events."""
    for kind, flat in FLAT.items():
        setattr(parser, kind.__name__, flat)
