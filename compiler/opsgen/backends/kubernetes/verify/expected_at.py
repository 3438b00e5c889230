"""Where the values of a plan stand in the manifest: what verification compares, whatever the template looks like."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACE = "place"

Object = TypeVar("Object")


def at(path: str) -> Any:
    """A field whose value stands at a dotted path of the manifest."""
    return field(metadata={_PLACE: (path, "value")})


def part(path: str = "") -> Any:
    """A field that holds an object whose own fields are placed, from `path` on."""
    return field(metadata={_PLACE: (path, "part")})


def entries(path: str) -> Any:
    """A field with a mapping whose entries stand among others in the mapping at `path`."""
    return field(metadata={_PLACE: (path, "entries")})


@dataclass_transform(frozen_default=True, field_specifiers=(at, part, entries))
def planned(cls: type[Object]) -> type[Object]:
    """A data class of placed fields. Only type checkers keep it frozen: `lint` imports all of them, and that costs."""
    return dataclass(eq=False, repr=False, match_args=False)(cls)


def values(manifest: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each planned value, by the path where the manifest must have it."""
    for item in fields(manifest):
        path, how = item.metadata[_PLACE]
        value, path = getattr(manifest, item.name), _joined(prefix, path)
        if how == "part":
            yield from values(value, path)
        elif how == "entries":
            yield from ((_joined(path, key), entry) for key, entry in value.items())
        else:
            yield path, value


def found_at(manifest: Any, path: str) -> Any:
    """What a manifest has at a path; None where it does not go that far."""
    for step in path.split("."):
        if isinstance(manifest, list):
            manifest = manifest[int(step)] if int(step) < len(manifest) else None
        else:
            manifest = manifest.get(step) if isinstance(manifest, dict) else None
    return manifest


def _joined(*parts: str) -> str:
    return ".".join(filter(None, parts))
