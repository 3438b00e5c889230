"""Shell completion of names from the spec at hand and of diagnostic codes.

A shell calls these functions at each press of Tab, so they import what they need when they are called. They read the
spec's text and run nothing. They return no names where the spec is missing or broken: a shell has no place for errors.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import typer  # noqa: TC002  # typer reads the annotations of these functions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def environments(ctx: typer.Context, incomplete: str) -> list[str]:
    return _starting(incomplete, _spec(ctx).get("environments"))


def datasets(ctx: typer.Context, incomplete: str) -> list[str]:
    return _starting(incomplete, _spec(ctx).get("datasets"))


def models(ctx: typer.Context, incomplete: str) -> list[str]:
    return _starting(incomplete, _spec(ctx).get("models"))


def deployments(ctx: typer.Context, incomplete: str) -> list[str]:
    return _starting(incomplete, _spec(ctx).get("deployments"))


def targets(ctx: typer.Context, incomplete: str) -> list[str]:
    """What `opsgen run` can make; a `+` before the name stays there."""
    plus = "+" if incomplete.startswith("+") else ""
    spec = _spec(ctx)
    names = [_starting(incomplete.removeprefix("+"), spec.get(kind)) for kind in ("datasets", "models", "deployments")]
    return [f"{plus}{name}" for name in dict.fromkeys(chain.from_iterable(names))]


def codes(incomplete: str) -> list[tuple[str, str]]:
    """Codes with their names. The text may be a list with commas, of which the last code is completed."""
    from opsgen.compile.code_registry import codes

    before, comma, last = incomplete.rpartition(",")
    known = codes().values()
    return [(f"{before}{comma}{code.code}", code.name) for code in known if code.code.startswith(last.upper())]


def _spec(ctx: typer.Context) -> Mapping[str, Any]:
    """The top-level keys of the spec that the command line names so far."""
    from pathlib import Path

    from opsgen.cli.specs import path_of
    from opsgen.source import load

    given = ctx.params.get("spec")
    try:
        tree = load(Path(path_of(None if given is None else str(given)))).tree
    except Exception:  # whatever is wrong with a spec, lint reports it
        return {}
    return tree.value if tree is not None and isinstance(tree.value, dict) else {}


def _starting(incomplete: str, names: object) -> list[str]:
    return list(_names(incomplete, names)) if isinstance(names, dict) else []


def _names(incomplete: str, names: Mapping[Any, object]) -> Iterator[str]:
    for name in names:
        # A name that lint would refuse may hold anything, such as control characters.
        if isinstance(name, str) and name.startswith(incomplete) and name.isprintable():
            yield name
