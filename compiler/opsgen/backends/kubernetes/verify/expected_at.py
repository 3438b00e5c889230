"""Declares the path of each value in the manifest. Verification compares the values there, whatever the template is."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACE = "place"

Object = TypeVar("Object")


def at(path: str) -> Any:
    """Declare a field whose value is at a dotted path of the manifest."""
    return field(metadata={_PLACE: (path, "value")})


def part(path: str = "") -> Any:
    """Declare a field with an object of its own paths, which are relative to `path`."""
    return field(metadata={_PLACE: (path, "part")})


def parts(path: str) -> Any:
    """Declare a field with a mapping whose entries are among others at `path`: sequences of objects of their own."""
    return field(metadata={_PLACE: (path, "parts")})


def entries(path: str) -> Any:
    """Declare a field with a mapping whose entries are among others in the mapping at `path`."""
    return field(metadata={_PLACE: (path, "entries")})


@dataclass_transform(frozen_default=True, field_specifiers=(at, part, parts, entries))
def planned(cls: type[Object]) -> type[Object]:
    """Make a data class of such fields. It is frozen for type checkers only: a frozen class slows down each `lint`."""
    return dataclass(eq=False, repr=False, match_args=False)(cls)


def values(manifest: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each expected value, with its path in the manifest."""
    for item in fields(manifest):
        path, how = item.metadata[_PLACE]
        value, path = getattr(manifest, item.name), _joined(prefix, path)
        if how == "part":
            yield from values(value, path)
        elif how == "parts":
            for key, objects in value.items():
                for index, each in enumerate(objects):
                    yield from values(each, _joined(path, key, str(index)))
        elif how == "entries":
            yield from ((_joined(path, key), entry) for key, entry in value.items())
        else:
            yield path, value


def found_at(manifest: Any, path: str) -> Any:
    """Return the value of a manifest at a path, or None if it has no such path."""
    for step in path.split("."):
        if isinstance(manifest, list):
            manifest = manifest[int(step)] if int(step) < len(manifest) else None
        else:
            manifest = manifest.get(step) if isinstance(manifest, dict) else None
    return manifest


def _joined(*parts: str) -> str:
    return ".".join(filter(None, parts))
