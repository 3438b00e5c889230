"""Records which fields of a spec are read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from opsgen.language.validate.core_schema import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.language.root import Spec

_ALIASES = {"schema_name": "schema"}
"""Fields whose name differs from their key."""


class FieldRecorder:
    """Records reads of specs. It changes their classes: use the specs for nothing else afterwards."""

    def __init__(self) -> None:
        self.read: set[Path] = set()
        """The paths of the fields that were read."""
        self._paths: dict[int, Path] = {}

    def watch(self, spec: Spec) -> list[Path]:
        """Start to record, and return the paths of all fields that the spec has."""
        return list(self._watch(spec, ()))

    def _watch(self, part: Any, path: Path) -> Iterator[Path]:
        if id(part) not in self._paths:
            self._paths[id(part)] = path
            kind: Any = type(part)
            # Options of other packages are frozen models of pydantic, which refuse the plain assignment.
            object.__setattr__(part, "__class__", _recording(kind))
            part.__dict__["_trace"] = self
        for field in sorted(written(part), key=list(vars(part)).index):
            yield from self._inside(vars(part)[field], (*path, _ALIASES.get(field, field)))

    def _inside(self, value: Any, path: Path) -> Iterator[Path]:
        below = list(_below(value))
        if hasattr(value, "__pydantic_fields_set__"):
            yield from self._watch(value, path)
        elif below:
            for step, part in below:
                yield from self._inside(part, (*path, step))
        else:
            yield path

    def record(self, part: Any, field: str) -> None:
        """Record that a field of a part was read."""
        path = self._paths.get(id(part))
        if path is not None:
            self.read.add((*path, _ALIASES.get(field, field)))


def _below(value: Any) -> Iterator[tuple[str | int, Any]]:
    """The items of a mapping or a list that contains parts of a spec; none if all are plain values."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = list(entries)
    if any(hasattr(part, "__pydantic_fields_set__") for _step, part in found):
        yield from found


@cache
def _recording(kind: type) -> type:
    def read(self: Any, name: str) -> Any:
        value = object.__getattribute__(self, name)
        if not name.startswith("_"):
            object.__getattribute__(self, "__dict__")["_trace"].record(self, name)
        return value

    return type(kind.__name__, (kind,), {"__slots__": (), "__getattribute__": read})
