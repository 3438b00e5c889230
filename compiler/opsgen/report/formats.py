"""The table of report formats: which formats each command has, and which module writes each of them.

The choices of `--format`, the endings of report files and the documentation follow from this table.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from opsgen.diagnostics.suggest import listed
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.terminal.color import Colors

_RESULT_JSON = "opsgen.report.result_json"

# Modules are named, not imported: writing JSON must not load what HTML or SARIF needs.
FORMATS = {
    "lint": {
        "text": "opsgen.report.lint.text",
        "concise": "opsgen.report.lint.concise",
        "json": "opsgen.report.lint.json",
        "sarif": "opsgen.report.lint.sarif",
        "github": "opsgen.report.lint.github",
        "junit": "opsgen.report.lint.junit",
    },
    "check": {
        "text": "opsgen.report.check.text",
        "json": _RESULT_JSON,
        "html": "opsgen.report.check.html",
        "junit": "opsgen.report.check.junit",
        "prometheus": "opsgen.report.check.prometheus",
        "openlineage": "opsgen.report.check.openlineage",
        "markdown": "opsgen.report.check.markdown",
    },
    "drift": {
        "text": "opsgen.report.drift.text",
        "json": _RESULT_JSON,
        "html": "opsgen.report.drift.html",
        "prometheus": "opsgen.report.drift.prometheus",
    },
    "gate": {
        "text": "opsgen.report.gate.text",
        "json": _RESULT_JSON,
        "junit": "opsgen.report.gate.junit",
    },
    "profile": {
        "text": "opsgen.report.profile.text",
        "json": "opsgen.report.profile.json",
        "yaml": "opsgen.report.profile.yaml",
    },
}
"""By command and name, the module of each format."""

ENDINGS = {
    ".txt": "text",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".xml": "junit",
    ".prom": "prometheus",
    ".md": "markdown",
    ".yaml": "yaml",
    ".yml": "yaml",
}
"""The format that the ending of a report file selects."""


class UnknownEndingError(ValueError):
    """The ending of a report file selects no format of the command. The message lists the endings that do."""


def format_for(command: str, file: Path | None, given: str | None) -> str:
    """Return the format of a report: that of `--format`, else that of the file's ending, else text."""
    if given is not None or file is None or not file.suffix:
        return given or "text"
    formats = FORMATS[command]
    found = ENDINGS.get(file.suffix.lower())
    if found is None or found not in formats:
        known = [ending for ending, name in ENDINGS.items() if name in formats]
        raise UnknownEndingError(
            f"no report has the ending {visible(file.suffix)}; name the file with {listed(known)}, or add --format"
        )
    return found


def show(command: str, format_: str, result: Any, colors: Colors) -> str:
    """Return a command's result in one of its formats. Only text has colors; the other formats are for programs."""
    module = import_module(FORMATS[command][format_])
    shown: str = module.show(result, colors) if format_ == "text" else module.show(result)
    return shown
