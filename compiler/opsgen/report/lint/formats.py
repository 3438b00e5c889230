"""The forms of a report for programs, by their names; `text` is for people and is shown as specs are linted."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.report.lint.result import LintResult

MODULES = {"concise": "concise", "json": "json", "sarif": "sarif", "github": "github", "junit": "junit"}


def show(name: str, linted: Sequence[LintResult]) -> str:
    """A report of all specs in the form of this name."""
    shown: str = import_module(f"opsgen.report.lint.{MODULES[name]}").show(linted)
    return shown
