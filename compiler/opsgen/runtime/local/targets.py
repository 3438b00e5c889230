"""Targets of a run, as the command line names them: `NAME`, `NAME+`, `+NAME`, in the notation of dbt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.suggest import did_you_mean, listed
from opsgen.runtime.local.plan import Place, downstream, made_here, upstream

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.local.plan import Units


class TargetError(Exception):
    """A target is not in the spec, or is ambiguous; the message has the help."""


def places_of(targets: Iterable[str], units: Units, graph: EnvironmentGraph) -> set[Place]:
    """The parts of the spec to run: all that can be made where there are no targets. Raises TargetError."""
    named = list(targets)
    if not named:
        return made_here(units)
    return {place for target in named for place in _places(target, units, graph)}


def _places(target: str, units: Units, graph: EnvironmentGraph) -> set[Place]:
    name = target.removeprefix("+").removesuffix("+")
    place = _place(name, units, graph)
    found = {place}
    if target.startswith("+"):
        found |= upstream(units, place)
    if target.endswith("+"):
        found |= downstream(units, place)
    return found


def _place(name: str, units: Units, graph: EnvironmentGraph) -> Place:
    places = [*units.by_place, *units.aliases]
    found = [place for place in places if name in (place.name, str(place))]
    # A job and the dataset that it writes are one unit, even if they have the same name.
    meant = {units.aliases.get(place, place) for place in found}
    if len(meant) > 1:
        raise TargetError(f"`{name}` is ambiguous; write {listed(map(str, found))}")
    if meant:
        return meant.pop()
    if name.removeprefix("deployments.") in dict(graph.online()):
        raise TargetError(f"`{name}` is an online deployment; `run` runs datasets, models and batch deployments")
    known = [place.name for place in places]
    help_ = did_you_mean(name, known) or (f"the spec has {listed(known)}",)
    raise TargetError(f"there is no dataset, model or batch deployment `{name}`; {help_[0]}")
