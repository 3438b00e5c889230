"""The import block of a generated file: exactly what it uses, in the order of isort."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opsgen.render.encode.python import Call, Identifier, Import, Imports, Name, Shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.backends.airflow.release import Release

_MODULES = frozenset({"html", "json", "os", "pendulum"})
_STANDARD_LIBRARY = frozenset({"datetime", "functools", "html", "json", "os", "pathlib", "typing"})


class GeneratedModule(NamedTuple):
    """A module of opsgen's own beside the DAG files, and what other files import from it."""

    name: str
    exports: frozenset[str]


def imports(
    names: Iterable[str], release: Release, own: GeneratedModule | None = None, pre_imported: str | None = None
) -> tuple[Imports, ...]:
    """Statements for the names that can be imported; all others are the file's own.

    `own` is the generated module that the file imports. `pre_imported` is a module that only the shared module uses:
    Airflow imports the `airflow.*` modules that it finds in a DAG file before it forks, but does not look further.
    """
    shared = own.exports if own else frozenset[str]()
    known = frozenset(names) & (release.modules.keys() | _MODULES | shared)
    return _sections(known, release, own, pre_imported)


@cache
def _sections(
    names: frozenset[str], release: Release, own: GeneratedModule | None, pre_imported: str | None
) -> tuple[Imports, ...]:
    wanted: dict[str, set[str]] = {}
    for name in names:
        if name in _MODULES:
            wanted[name] = set()
        elif own and name in own.exports:
            wanted.setdefault(own.name, set()).add(name)
        else:
            wanted.setdefault(release.modules[name], set()).add(name)
    standard = {module: members for module, members in wanted.items() if module in _STANDARD_LIBRARY}
    others = {module: members for module, members in wanted.items() if module not in _STANDARD_LIBRARY}
    return tuple(_section(*section) for section in ((standard, None), (others, pre_imported)) if any(section))


def names_in(values: Iterable[object]) -> Iterator[str]:
    """The first part of each name that the expressions of values use."""
    for value in values:
        if isinstance(value, (str, int)) or value is None:
            continue  # as most do not
        if isinstance(value, Name):
            yield value.text.partition(".")[0]
        elif isinstance(value, Call):
            yield from names_in((value.function, *value.arguments, *value.keywords.values()))
        elif isinstance(value, Mapping):
            yield from names_in(value.values())
        elif isinstance(value, (list, tuple)):
            yield from names_in(value)
        elif isinstance(value, Shared):
            yield from _names_in_shared(value)


@lru_cache(maxsize=1024)
def _names_in_shared(shared: Shared) -> frozenset[str]:
    return frozenset(names_in([shared.value]))


def _section(wanted: Mapping[str, set[str]], pre_imported: str | None) -> Imports:
    whole = [Import(Name(module)) for module in wanted if not wanted[module]]
    if pre_imported:
        whole.append(Import(Name(pre_imported), is_unused=True))
    members = [
        Import(Name(module), tuple(map(Identifier, sorted(wanted[module], key=_rank))))
        for module in sorted(wanted)
        if wanted[module]
    ]
    return Imports((*sorted(whole, key=lambda statement: statement.module.text), *members))


def _rank(name: str) -> tuple[int, str]:
    """Constants, classes, then functions."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)
