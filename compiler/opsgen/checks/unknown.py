"""What the checks of unknown names share: the sentence, the nearest name, and the kind of thing that has the name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.diagnostics import Finding, Place
from opsgen.graph.references import references
from opsgen.near import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.graph.references import Kind, Reference
    from opsgen.spec.root import Spec

SECTIONS: dict[Kind, str] = {
    "team": "teams",
    "connection": "connections",
    "dataset": "datasets",
    "model": "models",
    "deployment": "deployments",
}


def unknown(spec: Spec, kind: Kind) -> Iterator[Finding]:
    """A finding for each reference of a kind that names nothing."""
    known: Mapping[str, Any] = getattr(spec, SECTIONS[kind])
    for reference in references(spec, kind):
        if reference.name not in known:
            yield _finding(spec, reference, known)


def _finding(spec: Spec, reference: Reference, known: Mapping[str, Any]) -> Finding:
    kind, name = reference.kind, reference.name
    other = next((other for other, section in SECTIONS.items() if name in getattr(spec, section)), None)
    place = Place(reference.path, part=reference.part)
    if other:
        defined = Place((SECTIONS[other], name), "key")
        message = f"`{name}` is a {other}, and a {kind} is meant here"
        return Finding(place, message, _help(kind, name, known), ((defined, "defined here"),))
    return Finding(place, f"there is no {kind} `{name}`", _help(kind, name, known), _near(kind, name, known))


def _help(kind: Kind, name: str, known: Mapping[str, Any]) -> tuple[str, ...]:
    near = nearest(name, known)
    if near is not None:
        return (f"did you mean `{near}`?",)
    return (f"the spec's {SECTIONS[kind]} are {listed(known)}" if known else f"the spec has no {SECTIONS[kind]} yet",)


def _near(kind: Kind, name: str, known: Mapping[str, Any]) -> tuple[tuple[Place, str], ...]:
    near = nearest(name, known)
    return ((Place((SECTIONS[kind], near), "key"), f"`{near}` is defined here"),) if near is not None else ()
