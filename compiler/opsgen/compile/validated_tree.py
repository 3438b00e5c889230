"""The tree of an environment, with what the phases of the compiler find out about it: spec, graph, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.language.validate.shape import value_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.diagnostics.model import Code, Finding, Place
    from opsgen.environments.overlay import Overlay
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.root import Spec
    from opsgen.language.validate.partial import PartialSpec

    Found = list[tuple[Code, Finding]]


class ValidatedTree:
    """A tree, shared by all environments that do not change it."""

    def __init__(self, environment: str, overlay: Overlay, spec: Spec | None, findings: Found) -> None:
        self.environment = environment
        """The first environment that has the tree."""
        self.overlay = overlay
        self.spec = spec
        """None where the tree is invalid."""
        self.findings = findings
        """What validation finds in an invalid tree, and the checks in a valid one."""
        self.plugin_findings: Found = []
        """What is wrong with the backends of other packages and their options."""
        self.partial: PartialSpec | None = None
        """The valid part of an invalid tree, where enough is left to check."""
        self.partial_findings: Found = []
        """What the checks find in that part; the places are places in the part."""
        self.graph: EnvironmentGraph | None = None
        """Built from the spec or from the valid part."""

    def is_of(self, overlay: Overlay) -> bool:
        """Whether an environment has this very tree.

        Comparing sections by identity costs next to nothing, and an overlay copies every section that it changes.
        """
        mine, other = self.overlay.value, overlay.value
        return mine.keys() == other.keys() and all(mine[key] is other[key] for key in mine)

    def reported(self, overlay: Overlay) -> Iterator[tuple[Found, Callable[[Place], Place]]]:
        """All findings, each list with the function that gives the place in the spec for a place of a finding."""
        yield self.findings, overlay.origin
        yield self.plugin_findings, overlay.origin
        if partial := self.partial:
            yield self.partial_findings, lambda place: overlay.origin(partial.origin(place))

    def secrets(self, overlay: Overlay) -> Iterator[str]:
        """The values that findings report as secrets."""
        places = [finding.place for _, finding in (*self.findings, *self.plugin_findings) if finding.secret]
        if partial := self.partial:
            places += [partial.origin(finding.place) for _, finding in self.partial_findings if finding.secret]
        for place in places:
            value = value_at(overlay.value, place.path)
            yield str(value)[slice(*place.part)] if place.part else str(value)
