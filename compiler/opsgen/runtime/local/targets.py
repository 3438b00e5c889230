"""Targets of a run, as the command line names them: `NAME`, `NAME+`, `+NAME`, in the notation of dbt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from opsgen.diagnostics.suggest import did_you_mean, listed
from opsgen.graph.partitions.keys import InvalidKeyError
from opsgen.runtime.local.partitions import partitioning_at
from opsgen.runtime.local.plan import Place, downstream, made_here, upstream

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.partitions.keys import Key
    from opsgen.runtime.local.plan import Units


class TargetError(Exception):
    """A target is not in the spec, or is ambiguous; the message has the help."""


class Targets(NamedTuple):
    """What a command line names."""

    named: tuple[Place, ...]
    """The targets themselves."""
    chosen: frozenset[Place]
    """The targets, with what they are made from and what is made from them where a `+` says so."""


def targets_of(targets: Iterable[str], units: Units, graph: EnvironmentGraph) -> Targets:
    """The parts of the spec to run: all that can be made where there are no targets. Raises TargetError."""
    found = [(_place(target.removeprefix("+").removesuffix("+"), units, graph), target) for target in targets]
    if not found:
        return Targets((), frozenset(made_here(units)))
    chosen = {place for each, target in found for place in _with_others(each, target, units)}
    return Targets(tuple(dict.fromkeys(place for place, _ in found)), frozenset(chosen))


def keys_of(targets: Targets, text: str, graph: EnvironmentGraph) -> dict[Place, list[Key]]:
    """The partitions of each target that a range such as `2013-07-01..2013-07-31` names. Raises TargetError."""
    if not targets.named:
        raise TargetError("--partition needs a target: the keys are those of its partitions")
    found = {}
    for place in targets.named:
        partitioning = partitioning_at(graph, place)
        if partitioning is None:
            raise TargetError(f"`{place.name}` is made as a whole, so --partition means nothing for it")
        try:
            found[place] = partitioning.parse_range(text)
        except InvalidKeyError as error:
            raise TargetError(f"--partition: {error}") from None
    return found


def changed_keys(text: str, graph: EnvironmentGraph) -> dict[Place, list[Key]]:
    """The partitions that a scheduler names as built again, as JSON by dataset. Raises TargetError."""
    try:
        named = {name: list(map(str, keys)) for name, keys in json.loads(text).items()}
    except (ValueError, AttributeError, TypeError):
        raise TargetError(f"OPSGEN_CHANGED has to be a JSON object of lists of keys, not `{text}`") from None
    found = {}
    for name, keys in named.items():
        # The event of a dataset that the spec no longer has changes nothing.
        place = Place("datasets", name)
        partitioning = partitioning_at(graph, place) if name in graph.datasets else None
        if partitioning is None:
            continue
        try:
            found[place] = list(map(partitioning.parse, keys))
        except InvalidKeyError as error:
            raise TargetError(f"OPSGEN_CHANGED: {error}") from None
    return found


def _with_others(place: Place, target: str, units: Units) -> set[Place]:
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
