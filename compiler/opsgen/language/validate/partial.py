"""What is left of a spec without its invalid parts, so that the rest of it can be judged in the same run."""

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
"""How often what is left may be invalid again, since something that it must have was taken out."""
STAND_INS = {"version": 1, "project": {"name": "project", "owner": "owner"}}
"""What a spec must have at its root and nothing else depends on."""


_PATH_OF_A_PART = 2


class PartialSpec(NamedTuple):
    """A valid part of an invalid spec."""

    spec: Spec
    tree: dict[str, Any]
    """The whole of it, as plain values."""
    removed: frozenset[Path]
    """What was taken out of it."""
    kept: dict[Path, list[int]]
    """Of each list that became shorter, where its items stood."""

    def origin(self, place: Place) -> Place:
        """The place in the whole spec."""
        return place._replace(path=_origin(place.path, self.kept))

    def sound(self, found: Iterable[tuple[Code, Finding]]) -> Iterator[tuple[Code, Finding]]:
        """The findings that do not come from what was taken out: that would be a second message for one mistake."""
        names = {path[-1] for path in self.removed}
        for code, finding in found:
            place = self.origin(finding.place)
            if self._text(place) not in names and not self._touches(place) and not self._lacks_company(code, place):
                yield code, finding

    def _touches(self, place: Place) -> bool:
        """Whether something was taken out around a place, or out of the value there."""
        return any(_is_prefix(path, place.path) or _is_prefix(place.path, path) for path in self.removed)

    def _lacks_company(self, code: Code, place: Place) -> bool:
        """Whether a key may only seem to be of no use since one beside it was taken out."""
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
    """Take out what is invalid; None where too little would be left to say anything of it."""
    check, schema = validator()
    removed: set[Path] = set()
    for _ in range(ROUNDS):
        kept: dict[Path, list[int]] = {}
        rest = STAND_INS | _without(tree, removed, (), (), kept)
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
    """The innermost parts that must go: what is wrong, or what lacks something."""
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        path = shape.locate(detail["loc"]).path
        yield path[:-1] if detail["type"] == "missing" else path


def _without(value: Any, removed: set[Path], path: Path, new: Path, kept: dict[Path, list[int]]) -> Any:
    """A copy without what was removed; containers out of which nothing was taken are shared."""
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
