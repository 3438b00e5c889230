"""`outputs.plugins`: finds the backend that each name means, and validates its options by the backend's own model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.backends import codes
from opsgen.backends.outside import BackendError, installed, load
from opsgen.diagnostics.model import Finding, Place
from opsgen.diagnostics.suggest import did_you_mean
from opsgen.language.validate.options import validate
from opsgen.language.validate.shape import value_at

if TYPE_CHECKING:
    from collections.abc import Container, Generator, Iterator

    from pydantic import BaseModel

    from opsgen.backends.api import Backend
    from opsgen.backends.outside import OutsideBackend
    from opsgen.diagnostics.model import Code
    from opsgen.graph import ProjectGraph
    from opsgen.language.root import Spec

    Found = tuple[Code, Finding]

_PLUGINS = ("outputs", "plugins")


def validate_plugins(tree: dict[str, Any], spec: Spec | None, own_codes: Container[str]) -> Iterator[Found]:
    """Find what is wrong with plugins, and give `spec` the validated options in place of plain values.

    A plugin with a mistake leaves the spec, so that no check reads options that nobody has validated.
    """
    valid: dict[str, BaseModel | None] = {}
    for name, options in _mapping(value_at(tree, _PLUGINS)).items():
        if not isinstance(options, dict):
            continue  # The language itself reports it.
        backend = yield from _find(name, own_codes)
        if backend is not None:
            valid[name], findings = validate(backend.options, tree, (*_PLUGINS, name), codes.INVALID_OPTION)
            yield from findings
    if spec is not None:
        spec.outputs.plugins.clear()
        validated: dict[str, Any] = {name: options for name, options in valid.items() if options is not None}
        spec.outputs.plugins.update(validated)


def check_plugin(backend: Backend, project: ProjectGraph) -> Iterator[Found]:
    """What a backend of another package cannot express; where its check fails, a finding that names the package."""
    try:
        yield from backend.check(project)
    except BackendError as error:
        yield _broken(backend.name, str(error))


def _find(name: str, own_codes: Container[str]) -> Generator[Found, None, OutsideBackend | None]:
    """Import a backend: yields a finding where that is impossible, and returns the backend."""
    known = installed()
    if name not in known:
        help_ = did_you_mean(name, known) or ("install the package that has it, or correct the name",)
        yield codes.UNKNOWN_BACKEND, Finding(_place(name), f"no installed package has a backend `{name}`", help_)
        return None
    try:
        backend = load(name)
    except BackendError as error:
        yield _broken(name, str(error))
        return None
    # Ignoring such a code would ignore what opsgen itself means by it.
    if taken := [code.code for code in backend.codes if code.code in own_codes]:
        yield _broken(name, f"the package {backend.package} declares the code {taken[0]}, which opsgen has itself")
        return None
    return backend


def _broken(name: str, message: str) -> Found:
    help_ = ("report it to the authors of the package, or remove it from `outputs.plugins`",)
    return codes.BROKEN_BACKEND, Finding(_place(name), message, help_)


def _place(name: str) -> Place:
    return Place((*_PLUGINS, name), "key")


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
