"""A strict YAML reader for manifests: it refuses scalars that YAML 1.1 and 1.2 read differently."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WORDS = {"true": True, "false": False, "null": None}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:e[-+][0-9]+)?")
# Unquoted scalars that YAML 1.1 (Kubernetes) or YAML 1.2 read as something other than text, often differently:
# `no`, `012`, `1:30`, `2024-01-31`. https://yaml.org/type/
_DISPUTED = re.compile(
    r"""
      ~ | y | n | yes | no | on | off | true | false | null | << | =
    | [-+]? \. (?:inf | nan)
    | [-+]? 0 [box]? [0-9a-f_]*
    | [-+]? [0-9] [0-9_,:]* (?: \. [0-9_]* )? (?: e [-+]? [0-9]+ )?
    | [-+]? \. [0-9_]+ (?: e [-+]? [0-9]+ )?
    | [0-9]{4} - [0-9]{1,2} - [0-9]{1,2} .*
    """,
    re.IGNORECASE | re.VERBOSE,
)


class ReadingError(ValueError):
    """The text is not in the strict YAML of manifests."""


def read(text: str) -> dict[str, Any]:
    """Return the one mapping in a text."""
    events = _Events(text)
    try:
        documents = [events.value() for _ in events.documents()]
    except ReadingError:
        raise
    except Exception as error:
        raise ReadingError(f"not YAML: {error}") from error
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise ReadingError(f"{len(documents)} documents instead of one with a mapping")
    return documents[0]


class _Events:
    """The events of a text, with one event of look-ahead."""

    def __init__(self, text: str) -> None:
        self._next = _parser(text)
        self._event = self._next()

    def documents(self) -> Iterator[None]:
        """Yield at the start of each document."""
        self._take("StreamStartEvent")
        while self._kind == "DocumentStartEvent":
            self._take("DocumentStartEvent")
            yield
            self._take("DocumentEndEvent")

    def value(self) -> Any:
        """Return the value that starts here."""
        kind, event = self._kind, self._event
        # Manifests need no aliases, and nested ones could expand without bound.
        if kind == "AliasEvent" or event.anchor:
            raise self._error("an anchor or alias")
        if kind == "ScalarEvent":
            value = self._scalar(event)
            self._event = self._next()
            return value
        return self._mapping() if kind == "MappingStartEvent" else self._list()

    def _mapping(self) -> dict[str, Any]:
        self._event = self._next()
        mapping: dict[str, Any] = {}
        while self._kind != "MappingEndEvent":
            key = self.value()
            if not isinstance(key, str) or key in mapping:
                raise self._error(f"the key {key!r}")
            mapping[key] = self.value()
        self._event = self._next()
        return mapping

    def _list(self) -> list[Any]:
        self._event = self._next()
        items: list[Any] = []
        while self._kind != "SequenceEndEvent":
            items.append(self.value())
        self._event = self._next()
        return items

    def _scalar(self, event: Any) -> Any:
        if event.tag is not None:
            raise self._error(f"the tag {event.tag}")
        if not event.implicit[0]:
            return event.value
        try:
            return _plain(event.value)
        except ValueError as error:
            raise self._error(str(error)) from None

    @property
    def _kind(self) -> str:
        return type(self._event).__name__

    def _take(self, kind: str) -> None:
        if self._kind != kind:
            raise self._error(self._kind)
        self._event = self._next()

    def _error(self, what: str) -> ReadingError:
        return ReadingError(f"unexpected {what} before line {self._event.start_mark.line + 1}")


@lru_cache(maxsize=4096)
def _plain(text: str) -> Any:
    """Return the value of a scalar without quotes."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if not text or _DISPUTED.fullmatch(text):
        raise ValueError(f"{text!r} without quotes")
    return text


def _parser(text: str) -> Callable[[], Any]:
    try:
        from _ruamel_yaml import CParser  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ImportError:
        from ruamel.yaml import YAML

        events: Iterator[Any] = iter(YAML(typ="safe", pure=True).parse(text))
        return events.__next__
    return CParser(text).get_event  # type: ignore[no-any-return]
