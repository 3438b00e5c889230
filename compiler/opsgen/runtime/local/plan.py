"""Which parts of a spec a run makes, in which order, and with which commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from opsgen.graph import tasks
from opsgen.graph.training import training_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from opsgen.graph import DatasetNode, EnvironmentGraph
    from opsgen.graph.tasks import Commands
    from opsgen.language.deployment import BatchDeployment
    from opsgen.language.secret import SecretReference

Kind = Literal["datasets", "models", "deployments"]
"""The key of the spec that a part is under."""


class Place(NamedTuple):
    """Names one part of a spec, such as `datasets.flights`."""

    kind: Kind
    name: str

    def __str__(self) -> str:
        return f"{self.kind}.{self.name}"


class Step(NamedTuple):
    """One command of a unit."""

    name: str
    words: tuple[str, ...]
    """The program and its arguments, as generated tasks have them."""
    variables: Mapping[str, str | SecretReference]
    """Environment variables besides those of the run."""


class Unit(NamedTuple):
    """A part of a spec that a run makes."""

    place: Place
    steps: tuple[Step, ...]
    reads: frozenset[Place] = frozenset()
    """What it is made from. It is not made if a part of this failed."""
    follows: frozenset[Place] = frozenset()
    """What is made before it if the run makes both. Unlike `reads`, this can have cycles."""
    is_made_by_others: bool = False
    """Whether opsgen only checks what something else wrote."""


class Units(NamedTuple):
    """Everything that an environment can run."""

    by_place: Mapping[Place, Unit]
    """In the order of the spec."""
    aliases: Mapping[Place, Place]
    """Batch deployments with an output, and the datasets that they write."""


def units_of(graph: EnvironmentGraph, commands: Commands) -> Units:
    """All units of an environment."""
    jobs = dict(graph.batch())
    written = {node.producer.deployment: name for name, node in graph.datasets.items() if node.producer.kind == "batch"}
    found = [
        *(_dataset(graph, graph.datasets[name], jobs, commands) for name in graph.spec.datasets),
        *(_model(graph, name, commands) for name in graph.spec.models),
        *(_job(name, job, commands) for name, job in jobs.items() if name not in written),
    ]
    aliases = {Place("deployments", name): Place("datasets", output) for name, output in written.items() if name}
    return Units({unit.place: unit for unit in found}, aliases)


def in_order(units: Units, chosen: Collection[Place]) -> Iterator[Unit]:
    """The chosen units, each after those that it reads; otherwise in the order of the spec.

    Data of others comes late, because a command of the project may write several datasets, of which it declares one.
    """
    waiting = {place: unit for place, unit in units.by_place.items() if place in chosen}
    while waiting:
        ready = [unit for unit in waiting.values() if waiting.keys().isdisjoint(unit.reads - unit.follows)]
        following = min(ready, key=lambda unit: (not waiting.keys().isdisjoint(unit.follows), unit.is_made_by_others))
        del waiting[following.place]
        yield following


def made_here(units: Units) -> set[Place]:
    """Everything that opsgen makes, and the data of others that it is made from."""
    own = [unit for unit in units.by_place.values() if not unit.is_made_by_others]
    return {place for unit in own for place in (unit.place, *unit.reads)}


def upstream(units: Units, place: Place) -> set[Place]:
    """A unit and everything that it is made from."""
    return _reachable(place, lambda each: units.by_place[each].reads)


def downstream(units: Units, place: Place) -> set[Place]:
    """A unit and everything that is made from it."""
    readers: dict[Place, list[Place]] = {}
    for unit in units.by_place.values():
        for read in unit.reads:
            readers.setdefault(read, []).append(unit.place)
    return _reachable(place, lambda each: readers.get(each, ()))


def _reachable(start: Place, neighbors: Callable[[Place], Iterable[Place]]) -> set[Place]:
    found, waiting = {start}, [start]
    while waiting:
        new = set(neighbors(waiting.pop())) - found
        found |= new
        waiting += new
    return found


def _dataset(
    graph: EnvironmentGraph, node: DatasetNode, jobs: Mapping[str, BatchDeployment], commands: Commands
) -> Unit:
    place, words = Place("datasets", node.name), commands.produce(node)
    job = jobs.get(node.producer.deployment or "") if node.producer.kind == "batch" else None
    read = _datasets(node.producer.inputs if job is None else job.inputs)
    compared = _datasets(name for name in tasks.judged_with(graph, node.name) if _is_made(graph, name))
    return Unit(
        place,
        (Step(words[1], words, {}),),
        reads=read | _model_of(job),
        follows=(compared - read - {place}) | _model_of(job),
        is_made_by_others=not _is_made(graph, node.name),
    )


def _model(graph: EnvironmentGraph, name: str, commands: Commands) -> Unit:
    steps = (Step(step.name, step.words, {}) for step in training_steps(graph, name, commands))
    return Unit(Place("models", name), tuple(steps), reads=_datasets([graph.spec.models[name].features.dataset]))


def _job(name: str, job: BatchDeployment, commands: Commands) -> Unit:
    words = commands.batch(name)
    step = Step(words[1], words, {})
    return Unit(
        Place("deployments", name), (step,), reads=_datasets(job.inputs) | _model_of(job), follows=_model_of(job)
    )


def _is_made(graph: EnvironmentGraph, dataset: str) -> bool:
    return graph.datasets[dataset].producer.is_opsgen


def _datasets(names: Iterable[str]) -> frozenset[Place]:
    return frozenset(Place("datasets", name) for name in names)


def _model_of(job: BatchDeployment | None) -> frozenset[Place]:
    return frozenset() if job is None or job.model is None else frozenset({Place("models", job.model)})
