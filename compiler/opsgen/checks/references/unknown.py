"""Shared by the checks of unknown names: the message, the nearest name, and what else has that name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.diagnostics.model import Finding, Place
from opsgen.diagnostics.suggest import listed, nearest, rename
from opsgen.graph.references import references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.graph.references import Kind, Reference
    from opsgen.language.root import Spec

SECTIONS: dict[Kind, str] = {
    "team": "teams",
    "connection": "connections",
    "dataset": "datasets",
    "model": "models",
    "deployment": "deployments",
}


def unknown(spec: Spec, kind: Kind) -> Iterator[Finding]:
    """A finding for each reference of a kind to a name that is not defined."""
    known: Mapping[str, Any] = getattr(spec, SECTIONS[kind])
    for reference in references(spec, kind):
        if reference.name not in known:
            yield _finding(spec, reference, known)


def _finding(spec: Spec, reference: Reference, known: Mapping[str, Any]) -> Finding:
    kind, name, section = reference.kind, reference.name, SECTIONS[reference.kind]
    place, near = Place(reference.path, part=reference.part), nearest(name, known)
    if near is not None:
        help_ = f"did you mean `{near}`?"
    else:
        help_ = f"the spec's {section} are {listed(known)}" if known else f"the spec has no {section} yet"
    other = next((other for other, section in SECTIONS.items() if name in getattr(spec, section)), None)
    if other is not None:
        message = f"`{name}` is a {other}, not a {kind}"
        return Finding(place, message, (help_,), ((_defined(other, name), f"the {other} is defined here"),))
    related = ((_defined(kind, near), f"`{near}` is defined here"),) if near is not None else ()
    return Finding(place, f"there is no {kind} `{name}`", (help_,), related, repair=rename(place, name, known))


def _defined(kind: Kind, name: str) -> Place:
    return Place((SECTIONS[kind], name), "key")
