"""Every code that opsgen can report, by its name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    "opsgen.backends.airflow.codes",
    "opsgen.backends.github.codes",
    "opsgen.backends.kubernetes.codes",
    "opsgen.backends.sql.codes",
)


@cache
def codes() -> dict[str, Code]:
    """All codes, sorted."""
    from opsgen.checks import ACROSS, CHECKS

    found = [code for module in MODULES for code in import_module(module).CODES]
    found += [check.CODE for check in CHECKS]
    found += [check.CODE for check in ACROSS]
    return {code.code: code for code in sorted(found, key=lambda code: code.code)}
