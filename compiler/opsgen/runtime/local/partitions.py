"""Which partitions of a dataset a run makes, and which of them wait for their inputs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from opsgen.graph.partitions.declared import made_by_partition
from opsgen.graph.partitions.dependencies import Dependency, Window
from opsgen.graph.partitions.keys import EXAMPLES
from opsgen.runtime.local.execute import Part, PartitionError
from opsgen.runtime.local.plan import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.partitions.keys import Key
    from opsgen.graph.partitions.partitioning import Partitioning
    from opsgen.runtime.local.plan import Unit


def partitioning_at(graph: EnvironmentGraph, place: Place) -> Partitioning | None:
    """The partitions that runs build of a dataset; None for whole datasets, and for models and deployments."""
    return made_by_partition(graph.spec.datasets[place.name]) if place.kind == "datasets" else None


def longest_label(graph: EnvironmentGraph, unit: Unit) -> str:
    """The label of a unit's parts, or one as long."""
    partitioning = partitioning_at(graph, unit.place)
    return Part(unit, "" if partitioning is None else EXAMPLES[partitioning.by]).label


class Calendar(NamedTuple):
    """How the partitions of an environment's datasets depend on each other."""

    graph: EnvironmentGraph

    def dependencies(self, unit: Unit) -> dict[str, Dependency]:
        """How the partitions of a unit depend on those of each dataset that it reads."""
        target = partitioning_at(self.graph, unit.place)
        datasets = [read.name for read in sorted(unit.reads) if read.kind == "datasets"]
        return {name: Dependency(target, self.partitioning(name), self.window(unit, name)) for name in datasets}

    def needed(self, unit: Unit, key: Key) -> Iterator[tuple[str, Key]]:
        """The partitions of others that a partition is made from; none from before their first data."""
        for name, dependency in self.dependencies(unit).items():
            source, first = dependency.source, self.first(name)
            for other in dependency.needed(key):
                if source is not None and other is not None and (first is None or other >= first):
                    yield name, other

    def partitioning(self, name: str) -> Partitioning | None:
        return partitioning_at(self.graph, Place("datasets", name))

    def window(self, unit: Unit, name: str) -> Window | None:
        if unit.place.kind != "datasets":
            return None
        window = self.graph.datasets[unit.place.name].producer.windows.get(name)
        return None if window is None else Window.parse(window)

    def first(self, name: str) -> Key | None:
        source, start_date = self.partitioning(name), self.graph.spec.datasets[name].start_date
        return None if source is None or start_date is None else source.first(date.fromisoformat(start_date))


def in_range(
    units: Sequence[Unit], targets: Mapping[Place, Sequence[Key]], calendar: Calendar
) -> dict[Place, set[Key]]:
    """The partitions to make of each unit, from those of the targets: what they are made from, and what is made
    from them. The units are in the order of the graph."""
    found = {place: set(keys) for place, keys in targets.items()}
    chosen = {unit.place for unit in units}
    for unit in reversed(units):
        for key in sorted(found.get(unit.place, ())):
            for name, other in calendar.needed(unit, key):
                if (place := Place("datasets", name)) in chosen and place not in targets:
                    found.setdefault(place, set()).add(other)
    for unit in units:
        if unit.place in targets:
            continue
        for name, dependency in calendar.dependencies(unit).items():
            sources = found.get(Place("datasets", name), ())
            affected = {other for key in sources for other in dependency.affected(key) if other is not None}
            if affected:
                found.setdefault(unit.place, set()).update(affected)
    return found


class PartitionsToMake:
    """Decides on each part at its turn, since what the run has made before counts."""

    def __init__(
        self,
        calendar: Calendar,
        published: Callable[[str], frozenset[str] | None],
        now: datetime,
        given: Mapping[Place, set[Key]] | None,
        changed: Mapping[Place, set[Key]] | None = None,
    ) -> None:
        """`published` reads the keys in the ledger of a dataset; it returns None where there is no ledger.

        Without `given`, the missing partitions are made, and those of `changed` that are complete.
        """
        self._calendar = calendar
        self._published = published
        self._now = now
        self._given = given
        self._changed = changed or {}

    def of(self, unit: Unit) -> Iterator[Part]:
        """The parts of a unit, oldest first. Raises PartitionError."""
        partitioning = partitioning_at(self._calendar.graph, unit.place)
        if partitioning is None:
            yield Part(unit)
            return
        for key in self._keys(unit, partitioning):
            needed = list(self._calendar.needed(unit, key))
            past = self._past(unit, partitioning, key)
            needs = {(Place("datasets", name), str(other)) for name, other in needed}
            waits = self._waits_for(needed) or self._waits_for_past(unit, past)
            yield Part(unit, str(key), frozenset(needs | {(unit.place, each) for each in past}), waits)

    def _keys(self, unit: Unit, partitioning: Partitioning) -> list[Key]:
        if self._given is not None:
            return sorted(self._given.get(unit.place, ()))
        name, dataset = unit.place.name, self._calendar.graph.spec.datasets[unit.place.name]
        published = self._published(name)
        if published is None:
            raise PartitionError(
                f"no ledger is kept where {name} is stored, so its missing partitions are unknown; "
                "name them with --partition A..B"
            )
        start = None if dataset.start_date is None else date.fromisoformat(dataset.start_date)
        missing = partitioning.missing(published, self._now, start, catchup=dataset.catchup)
        changed = (key for key in self._changed.get(unit.place, ()) if partitioning.is_closed(key, self._now))
        return sorted({*missing, *changed})

    def _waits_for(self, needed: Iterable[tuple[str, Key]]) -> str:
        """What is not published yet of the partitions of others."""
        by_name: dict[str, list[str]] = {}
        for name, key in needed:
            by_name.setdefault(name, []).append(str(key))
        for name, keys in by_name.items():
            published = self._published(name)
            missing = [] if published is None else [key for key in keys if key not in published]
            if missing:
                return f"{name} {missing[0]} ({len(missing)} of {len(keys)} missing)"
        return ""

    def _past(self, unit: Unit, partitioning: Partitioning, key: Key) -> list[str]:
        """The partition before this one, if it has to be made first."""
        dataset = self._calendar.graph.spec.datasets[unit.place.name]
        return [str(partitioning.previous(key))] if dataset.depends_on_past else []

    def _waits_for_past(self, unit: Unit, past: Iterable[str]) -> str:
        published = self._published(unit.place.name) or frozenset()
        # Of a dataset that has no earlier partition, this is the first.
        late = [key for key in past if key not in published and any(other < key for other in published)]
        return f"{unit.place.name} {late[0]}" if late else ""
