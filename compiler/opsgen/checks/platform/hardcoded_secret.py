"""A value is a credential, or its name says that it is one.

Why: everyone who can see the repository can read a spec, and its history keeps every value. A credential that was ever
committed must be revoked.

Example:

    ingest:
      command: [python, -m, my_project.ingest]
      environment: {API_TOKEN: 5f2b9c0e}

Use instead:

    ingest:
      command: [python, -m, my_project.ingest]
      environment: {API_TOKEN: {secret: API_TOKEN}}
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from opsgen.checks.tasks import tasks
from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.secret_patterns import find, hands_over_secret, is_example, names_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.diagnostics.secret_patterns import Credential
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.root import Spec

CODE = Code("LNG210", "hardcoded-secret", __doc__)

HELP = ("revoke it: the history of the repository keeps it", "write a reference to a secret instead: `{secret: NAME}`")
IN_COMMAND = (HELP[0], "reference a secret under `environment:`, and read that variable in the command")
_NUMBERS = (int, float)
SCOPES = ("variables", "environments")
"""The sections that define variables."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for place, kind, written in by_form(graph.spec, find):
        if not is_example(written):
            help_ = IN_COMMAND if "command" in place.path else HELP
            yield Finding(place, f"this contains {kind}", help_, secret=True)
    for path, name, value in _named(graph.spec):
        if isinstance(value, str) and names_secret(name, value) and not _has_form(value):
            yield Finding(Place(path), f"this looks like the value of a secret, `{name}`", HELP, secret=True)
    for path, task in tasks(graph.spec):
        for index, (flag, value) in enumerate(pairwise(task.command or ()), start=1):
            if hands_over_secret(flag, value) and not _has_form(value):
                place = Place((*path, "command", index))
                yield Finding(
                    place, f"this looks like the value of a secret, passed to `{flag}`", IN_COMMAND, secret=True
                )


def _strings(spec: Spec) -> list[str]:
    """All strings, without paths: building a path for each would cost more than the search."""
    strings: list[str] = []
    parts: list[Any] = [spec]
    for part in parts:
        values = part if type(part) is list else (part if type(part) is dict else vars(part)).values()
        for value in filter(None, values):  # most fields are unset
            if type(value) is str:
                strings.append(value)
            elif not isinstance(value, _NUMBERS):
                parts.append(value)
    return strings


def by_form(spec: Spec, find: Callable[[str], Iterator[Credential]]) -> Iterator[tuple[Place, str, str]]:
    """Each credential with its place, kind and value. One that comes from a variable is reported at the variable."""
    if (
        next(find("\n".join(_strings(spec))), None) is None
    ):  # One pass over the joined text rules out almost every spec.
        return
    from_variables: set[str] = set()
    sections = vars(spec)
    for section in sorted(sections, key=lambda name: name not in SCOPES):
        for path, text in _texts({section: sections[section]}):
            for kind, start, end in find(text):
                if section in SCOPES:
                    from_variables.add(text[start:end])
                elif text[start:end] in from_variables:
                    continue
                yield Place(path, part=(start, end)), kind, text[start:end]


def _has_form(value: str) -> bool:
    """Whether the value is recognized as a credential by its form, and so already reported."""
    return is_example(value) or next(find(value), None) is not None


def _texts(root: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    for key, value in _entries(root):
        if isinstance(value, str):
            yield (*path, key), value
        elif value is not None and not isinstance(value, int | float):
            yield from _texts(value, (*path, key))


def _entries(part: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(part, list):
        return enumerate(part)
    mapping: dict[str, Any] = part if isinstance(part, dict) else vars(part)
    return mapping.items()


def _named(spec: Spec) -> Iterator[tuple[Path, str, object]]:
    """Values with a name chosen by the user: variables, environment variables, parameters."""
    for name, variable in spec.variables.items():
        yield ("variables", name, "default"), name, variable.default
    for environment_name, environment in spec.environments.items():
        yield from _items(("environments", environment_name, "variables"), environment.variables)
    for path, task in tasks(spec):
        yield from _items((*path, "environment"), task.environment)
        yield from _items((*path, "parameters"), getattr(task, "parameters", {}))


def _items(path: Path, values: dict[str, Any]) -> Iterator[tuple[Path, str, object]]:
    for name, value in values.items():
        yield (*path, name), name, value
