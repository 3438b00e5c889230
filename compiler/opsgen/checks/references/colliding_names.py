"""Two names differ only in characters that a platform does not distinguish.

Why: DAG files, Kubernetes names and environment variables write `-` and `_` alike, so one of the two would overwrite
the other. Databases ignore case in column names, and people cannot see the different ways in which Unicode writes the
same letter.

Example:

    datasets:
      flight-features: {}
      flight_features: {}

Use instead:

    datasets:
      flight_features: {}
      flight_features_2024: {}
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.members import members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph

CODE = Code("REF109", "colliding-names", __doc__)

SECTIONS = ("teams", "variables", "environments", "connections", "datasets", "models", "deployments")


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for section in SECTIONS:
        yield from _colliding(getattr(graph.spec, section), (section,), _in_files, "only by `-` and `_`")
    for name, dataset in graph.spec.datasets.items():
        inside = ((member.declared.fields, (*member.path(name), "fields")) for member in members(dataset).values())
        for names, path in ((dataset.columns, ("datasets", name, "columns")), *inside):
            yield from _colliding(names or (), path, _in_databases, "only in ways that databases ignore")


def _colliding(names: Iterable[str], path: Path, folded: Callable[[str], str], how: str) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(folded(name), name)
        if other is not name:
            related = ((Place((*path, other), "key"), f"`{other}` is here"),)
            message = f"`{name}` differs from `{other}` {how}"
            yield Finding(Place((*path, name), "key"), message, ("rename one of them",), related)


def _in_files(name: str) -> str:
    return name.replace("-", "_")


def _in_databases(name: str) -> str:
    return name.lower() if name.isascii() else normalize("NFC", normalize("NFC", name).casefold())
