"""Every code that opsgen can report, by its name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.diagnostics.model import Code

MODULES = (
    "opsgen.source.codes",
    "opsgen.language.validate.codes",
    "opsgen.environments.codes",
    "opsgen.compile.lockfile",
    "opsgen.compile.suppressions.codes",
    "opsgen.emit.codes",
    "opsgen.compile.transforms.codes",
    "opsgen.backends.codes",
)


@cache
def codes() -> dict[str, Code]:
    """All codes of opsgen itself, sorted."""
    from opsgen.backends import BACKENDS
    from opsgen.checks import ACROSS, CHECKS

    found = [code for module in MODULES for code in import_module(module).CODES]
    found += [check.CODE for check in CHECKS]
    found += [check.CODE for check in ACROSS]
    found += [code for backend in BACKENDS for code in backend.codes]
    return _sorted(found)


def codes_for(names: Iterable[str]) -> dict[str, Code]:
    """All codes, with those of other packages' backends if a name is neither a code of opsgen nor begins one.

    Finding these backends takes longer than anything else here.
    """
    own = codes()
    if all(name in own or any(code.startswith(name) for code in own) for name in names):
        return own
    from opsgen.backends.outside import loadable

    return _sorted([*(code for backend in loadable() for code in backend.codes), *own.values()])


def _sorted(found: Iterable[Code]) -> dict[str, Code]:
    return {code.code: code for code in sorted(found, key=lambda code: code.code)}
