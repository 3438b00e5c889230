"""Tells which fields of a spec are read: its records are made to note it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from opsgen.language.validate.core_schema import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.language.root import Spec

_ALIASES = {"schema_name": "schema"}
"""Fields that are called otherwise than their keys."""


class FieldRecorder:
    """From now on, notes what is read of specs. They are changed for it, and are of no other use afterwards."""

    def __init__(self) -> None:
        self.read: set[Path] = set()
        """The paths of the fields that were read."""
        self._paths: dict[int, Path] = {}

    def watch(self, spec: Spec) -> list[Path]:
        """The paths of all fields that are written in a spec, whose reading is noted from now on."""
        return list(self._watch(spec, ()))

    def _watch(self, part: Any, path: Path) -> Iterator[Path]:
        if id(part) not in self._paths:
            self._paths[id(part)] = path
            kind: Any = type(part)
            # Options of other packages are frozen models of pydantic, which refuse the plain assignment.
            object.__setattr__(part, "__class__", _noting(kind))
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

    def note(self, part: Any, field: str) -> None:
        """A field of a part was read."""
        path = self._paths.get(id(part))
        if path is not None:
            self.read.add((*path, _ALIASES.get(field, field)))


def _below(value: Any) -> Iterator[tuple[str | int, Any]]:
    """What lies in a mapping or a list, if it holds parts of a spec and not only plain values."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = list(entries)
    if any(hasattr(part, "__pydantic_fields_set__") for _step, part in found):
        yield from found


@cache
def _noting(kind: type) -> type:
    def read(self: Any, name: str) -> Any:
        value = object.__getattribute__(self, name)
        if not name.startswith("_"):
            object.__getattribute__(self, "__dict__")["_trace"].note(self, name)
        return value

    return type(kind.__name__, (kind,), {"__slots__": (), "__getattribute__": read})
