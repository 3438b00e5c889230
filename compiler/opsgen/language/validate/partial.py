"""Removes the invalid parts of a spec, so that the checks can run on the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.diagnostics.model import Severity
from opsgen.language.validate.core_schema import validator
from opsgen.language.validate.pydantic_core import ValidationError
from opsgen.language.validate.shape import Shape, value_at
from opsgen.source.limits import MAX_PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.diagnostics.model import Code, Finding, Path, Place
    from opsgen.language.root import Spec

ROUNDS = 6
"""Maximum number of removals: a removal can make its parent invalid, such as a dataset without columns."""
PLACEHOLDERS = {"version": 1, "project": {"name": "project", "owner": "owner"}}
"""Required keys of the root on which nothing else depends."""


_PATH_OF_A_PART = 2


class PartialSpec(NamedTuple):
    """A valid part of an invalid spec."""

    spec: Spec
    tree: dict[str, Any]
    """The whole spec as plain values."""
    removed: frozenset[Path]
    """The paths that were removed."""
    kept: dict[Path, list[int]]
    """For each shortened list, the original indices of its items."""

    def origin(self, place: Place) -> Place:
        """The place in the whole spec."""
        return place._replace(path=_origin(place.path, self.kept))

    def sound(self, found: Iterable[tuple[Code, Finding]]) -> Iterator[tuple[Code, Finding]]:
        """The findings that do not follow from a removal: those would be second messages for one mistake."""
        names = {path[-1] for path in self.removed}
        for code, finding in found:
            place = self.origin(finding.place)
            if self._text(place) not in names and not self._touches(place) and not self._may_lack_sibling(code, place):
                yield code, finding

    def _touches(self, place: Place) -> bool:
        """Whether a removed path contains the place or is inside its value."""
        return any(_is_prefix(path, place.path) or _is_prefix(place.path, path) for path in self.removed)

    def _may_lack_sibling(self, code: Code, place: Place) -> bool:
        """Whether a warning about an unused key may only exist because a key next to it was removed."""
        is_use = code.severity is Severity.WARNING and place.at == "key" and len(place.path) > _PATH_OF_A_PART
        return is_use and any(path[:-1] == place.path[:-1] for path in self.removed)

    def _text(self, place: Place) -> str | None:
        text: Any = self.tree
        for step in place.path:
            if isinstance(text, str):
                break  # A short form: the path of `references: customers.id` ends with `to`, as the long form's does.
            text = value_at(text, (step,))
        if not isinstance(text, str):
            return None
        return text[slice(*place.part)] if place.part else text


def validate_partially(tree: dict[str, Any]) -> PartialSpec | None:
    """Remove the invalid parts; None if too little is left to check."""
    check, schema = validator()
    removed: set[Path] = set()
    for _ in range(ROUNDS):
        kept: dict[Path, list[int]] = {}
        rest = PLACEHOLDERS | _without(tree, removed, (), (), kept)
        try:
            spec = check.validate_python(rest)
        except ValidationError as error:
            if error.error_count() > MAX_PROBLEMS:
                return None
            removed |= {_origin(path, kept) for path in _invalid(error, Shape(schema))}
        else:
            return PartialSpec(spec, tree, frozenset(removed), kept)
        if any(len(path) < 2 and path not in {("version",), ("project",)} for path in removed):
            return None
    return None


def _invalid(error: ValidationError, shape: Shape) -> Iterator[Path]:
    """The innermost paths to remove: invalid values, and mappings without a required key."""
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        path = shape.locate(detail["loc"]).path
        yield path[:-1] if detail["type"] == "missing" else path


def _without(value: Any, removed: set[Path], path: Path, new: Path, kept: dict[Path, list[int]]) -> Any:
    """A copy without the removed paths. Unchanged containers are shared, which keeps the copy cheap."""
    if not any(_is_prefix(path, each) for each in removed):
        return value
    if isinstance(value, dict):
        return {
            key: _without(inner, removed, (*path, key), (*new, key), kept)
            for key, inner in value.items()
            if (*path, key) not in removed
        }
    if isinstance(value, list):
        kept[new] = [index for index in range(len(value)) if (*path, index) not in removed]
        return [
            _without(value[index], removed, (*path, index), (*new, position), kept)
            for position, index in enumerate(kept[new])
        ]
    return value


def _origin(path: Path, kept: dict[Path, list[int]]) -> Path:
    steps: list[Any] = list(path)
    for end, step in enumerate(path):
        if path[:end] in kept:
            steps[end] = kept[path[:end]][int(step)]
    return tuple(steps)


def _is_prefix(start: Path, path: Path) -> bool:
    return path[: len(start)] == start
