"""What validation and the checks say of the spec's tree in an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks import run_checks
from opsgen.graph.build import build
from opsgen.language.validate.load import load
from opsgen.language.validate.shape import value_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.diagnostics.model import Code, Finding, Place
    from opsgen.environments.overlay import Overlay
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.validate.partial import PartialSpec

    Found = list[tuple[Code, Finding]]


class ValidatedTree:
    """A tree that was judged, for each environment that has it: those that change nothing have the same."""

    def __init__(self, applied: Overlay, environment: str) -> None:
        self._tree = applied.value
        self.graph: EnvironmentGraph | None = None
        """The graph of a valid spec; what differs by environment, it has of the one that was judged."""
        self._rest: PartialSpec | None = None
        spec, self._found = load(applied.value)
        if spec is None:
            self._rest, self._found_in_rest = _judge_the_rest(applied, environment)
        else:
            self.graph = build(environment, spec, applied.variables, None)
            self._found = list(run_checks(self.graph))

    def secrets(self, applied: Overlay) -> Iterator[str]:
        """The values that were found to be secrets."""
        rest = self._rest
        places = [finding.place for _, finding in self._found if finding.secret]
        places += [rest.origin(finding.place) for _, finding in self._found_in_rest if finding.secret] if rest else []
        for place in places:
            value = value_at(applied.value, place.path)
            yield str(value)[slice(*place.part)] if place.part else str(value)

    def said(self, applied: Overlay) -> Iterator[tuple[Found, Callable[[Place], Place]]]:
        """All findings in an environment that has the tree, and where in the spec a place of theirs was written."""
        yield self._found, applied.origin
        if rest := self._rest:
            yield self._found_in_rest, lambda place: applied.origin(rest.origin(place))

    def is_of(self, applied: Overlay) -> bool:
        """Whether a tree has the very same sections: where an environment changes something, that is in a copy."""
        tree = applied.value
        return self._tree.keys() == tree.keys() and all(self._tree[key] is tree[key] for key in tree)


def _judge_the_rest(applied: Overlay, environment: str) -> tuple[PartialSpec | None, Found]:
    """What is valid in an invalid spec may be wrong in other ways, which are told in the same run."""
    from opsgen.language.validate.partial import validate_partially

    rest = validate_partially(applied.value)
    if rest is None or environment not in rest.spec.environments:
        return None, []
    graph = build(environment, rest.spec, applied.variables, None)
    return rest, list(rest.sound(run_checks(graph)))
